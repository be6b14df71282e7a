/** The machine itself: memory, disks, and as whom we are here. */
import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import type { Host } from '../model/machine.ts';

const bytesInMiB = 1_048_576;

/** The real machine. */
export const makeHost = (): Host => ({
  memoryMiB: async () => Math.floor(Math.min(os.totalmem(), await containerLimit()) / bytesInMiB),
  disk: async (folder) => {
    const stats = await statfs(folder).catch(() => undefined);
    // A disk that counts no files says 0 of 0.
    return (
      stats && {
        freeMiB: Math.floor((stats.bavail * stats.bsize) / bytesInMiB),
        freeFiles: stats.files === 0 ? Infinity : stats.ffree,
      }
    );
  },
  isRoot: process.getuid?.() === 0,
});

/** What a container may have at most; without one, or without a limit, `max`. */
async function containerLimit(): Promise<number> {
  const text = await readFile('/sys/fs/cgroup/memory.max', 'utf8').catch(() => 'max');
  return /^\d+\s*$/.test(text) ? Number(text) : Infinity;
}
