/** How much memory programs can still have. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';

const mebibyte = 1_048_576;

/** Linux knows; elsewhere what is free leaves out what could be freed, so that half of all is taken for it. */
export async function freeMemoryMiB(): Promise<number> {
  const text = process.platform === 'linux' ? await readFile('/proc/meminfo', 'latin1').catch(() => '') : '';
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) / 1024;
  return Math.max(os.freemem(), os.totalmem() / 2) / mebibyte;
}
