/** Is the path of the workspace short enough? */
import { defineCheck } from '../model/check.ts';

/** Of the 260 that Windows takes, what the deepest file of the dependencies leaves. */
const most = 80;

/** Elsewhere than on Windows paths may be thousands of characters long. */
export const pathLength = defineCheck({
  id: 'path.length',
  title: 'Length of the path',
  why: 'Windows takes paths of 260 characters, of which dependencies want most.',
  look: ({ workspace: { folder } }) => Promise.resolve(folder),
  judge: (folder, { values: { platform } }) =>
    platform.startsWith('win32') && folder.length > most
      ? {
          status: 'warn',
          summary: `The path of this workspace is longer than ${most} characters; files of dependencies would not fit.`,
          detail: folder,
          fix: {
            text: 'Make the workspace higher up, such as in C:\\world, or allow long paths in Windows and in git.',
            command: 'git config --global core.longpaths true',
          },
        }
      : { status: 'pass', note: `${folder.length} characters` },
});
