/** Is there room on the disk? */
import { defineCheck } from '../model/check.ts';
import { diskShort, filesShort } from '../model/problems/host.ts';

/** Four checkouts with their dependencies and builds, Erlang's packages, the database and logs. */
const comfortableMiB = 10 * 1024;

/** With less than this, what is not yet installed will not fit. */
const leastMiB = 3 * 1024;

/** Dependencies of four services. */
const leastFiles = 300_000;

/** What is installed already needs no room any more. */
export const hostDisk = defineCheck({
  id: 'host.disk',
  title: 'Room on the disk',
  look: ({ machine, workspace }) => machine.host.disk(workspace.folder),
  judge: (disk, { workspace: { folder }, services, facts }) => {
    if (!disk) return { status: 'skip', because: 'this system does not tell' };
    const { freeMiB, freeFiles } = disk;
    const isInstalled = services.every(({ name, source }) => !source || facts.installed.has(name));
    if (freeMiB < leastMiB && !isInstalled) return { status: 'fail', problem: diskShort(folder, freeMiB, leastMiB) };
    if (freeFiles < leastFiles && !isInstalled) return { status: 'warn', problem: filesShort(folder, freeFiles) };
    return freeMiB < (isInstalled ? leastMiB : comfortableMiB)
      ? { status: 'warn', problem: diskShort(folder, freeMiB, isInstalled ? leastMiB : comfortableMiB) }
      : { status: 'pass', note: `${(freeMiB / 1024).toFixed(0)} GiB free` };
  },
});
