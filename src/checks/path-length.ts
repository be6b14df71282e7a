/** Is the path of the workspace short enough? */
import { defineCheck } from '../model/check.ts';
import { pathTooLong } from '../model/problems/host.ts';

/** Of the 260 that Windows takes, what the deepest file of the dependencies leaves. */
const most = 80;

/** Elsewhere than on Windows paths may be thousands of characters long. */
export const pathLength = defineCheck({
  id: 'path.length',
  title: 'Length of the path',
  look: ({ workspace: { folder } }) => Promise.resolve(folder),
  judge: (folder, { values: { platform } }) =>
    platform.startsWith('win32') && folder.length > most
      ? { status: 'warn', problem: pathTooLong(folder, most) }
      : { status: 'pass', note: `${folder.length} characters` },
});
