/** Is the workspace on a disk of Windows, seen from Linux? */
import { defineCheck } from '../model/check.ts';
import { folderOfWindows } from '../model/problems/host.ts';

/** WSL says of itself that it is Microsoft's, and has the disks of Windows below /mnt. */
export const pathWindows = defineCheck({
  id: 'path.windows',
  title: 'A folder of Linux',
  look: ({ machine: { files } }) => files.read('/proc/version'),
  judge: (version, { workspace: { folder } }) => {
    if (!/microsoft/i.test(version ?? '')) return { status: 'skip', because: 'this is not WSL' };
    return /^\/mnt\/[a-z](\/|$)/.test(folder)
      ? { status: 'warn', problem: folderOfWindows(folder) }
      : { status: 'pass', note: folder };
  },
});
