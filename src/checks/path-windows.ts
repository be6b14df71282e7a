/** Is the workspace on a disk of Windows, seen from Linux? */
import { defineCheck } from '../model/check.ts';

/** WSL says of itself that it is Microsoft's, and has the disks of Windows below /mnt. */
export const pathWindows = defineCheck({
  id: 'path.windows',
  title: 'A folder of Linux',
  why: 'Every file costs a call to Windows there: builds take many times as long, and changes go unseen.',
  look: ({ machine: { files } }) => files.read('/proc/version'),
  judge: (version, { workspace: { folder } }) => {
    if (!/microsoft/i.test(version ?? '')) return { status: 'skip', because: 'this is not WSL' };
    return /^\/mnt\/[a-z](\/|$)/.test(folder)
      ? {
          status: 'warn',
          summary:
            'The workspace is on a disk of Windows: there, builds take many times as long, and changes go unseen.',
          detail: folder,
          fix: { text: 'Make the workspace in a folder of Linux itself, such as ~/world.' },
        }
      : { status: 'pass', note: folder };
  },
});
