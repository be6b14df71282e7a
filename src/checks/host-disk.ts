/** Is there room on the disk? */
import { type Defect, defineCheck } from '../model/check.ts';
import { gibibytes } from './shared/gibibytes.ts';

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
  why: 'An installation that runs out of room, or of files, ends half done.',
  look: ({ machine, workspace }) => machine.host.disk(workspace.folder),
  judge: (disk, { workspace: { folder }, services, facts }) => {
    if (!disk) return { status: 'skip', because: 'this system does not tell' };
    const { freeMiB, freeFiles } = disk;
    const isInstalled = services.every(({ name, source }) => !source || facts.installed.has(name));
    const wantedMiB = isInstalled ? leastMiB : comfortableMiB;
    if (freeMiB < leastMiB && !isInstalled) return roomShort('fail', folder, freeMiB, leastMiB);
    if (freeFiles < leastFiles && !isInstalled)
      return {
        status: 'warn',
        summary: `The disk of this workspace takes only ${freeFiles} more files: dependencies are several hundred thousand.`,
        detail: folder,
        fix: {
          text: 'Remove folders with many small files, such as old node_modules, or make the workspace on another disk.',
        },
      };
    return freeMiB < wantedMiB
      ? roomShort('warn', folder, freeMiB, wantedMiB)
      : { status: 'pass', note: `${gibibytes(freeMiB)} free` };
  },
});

const roomShort = (status: Defect['status'], folder: string, freeMiB: number, wantedMiB: number): Defect => ({
  status,
  summary: `The disk of this workspace has ${gibibytes(freeMiB)} free; ${gibibytes(wantedMiB)} are wanted.`,
  detail: folder,
  fix: { text: 'Free some, or make the workspace on another disk.' },
});
