/** What process groups take of the machine. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { GroupUsage } from '../model/machine.ts';
import { pidsFromProc } from './process-table.ts';

const execute = promisify(execFile);

/** What one process takes. */
interface Share extends GroupUsage {
  readonly group: number;
}

/** By group, of all its members together; a group without members is missing. */
export async function usage(groups: readonly number[]): Promise<ReadonlyMap<number, GroupUsage>> {
  const found = new Map<number, GroupUsage>();
  for (const { group, cpuMs, memoryMiB } of await shares()) {
    if (!groups.includes(group)) continue;
    const sum = found.get(group) ?? { cpuMs: 0, memoryMiB: 0 };
    found.set(group, { cpuMs: sum.cpuMs + cpuMs, memoryMiB: sum.memoryMiB + memoryMiB });
  }
  return found;
}

const shares = (): Promise<readonly Share[]> => {
  if (process.platform === 'win32') return Promise.resolve([]);
  return process.platform === 'linux' ? sharesFromProc() : sharesFromPs();
};

/** A hundred a second on every machine that Node runs on: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const tickMs = 10;

const kibibytesPerMebibyte = 1024;

async function sharesFromProc(): Promise<readonly Share[]> {
  const found = await Promise.all((await pidsFromProc()).map(shareFromProc));
  return found.filter((share) => share !== undefined);
}

async function shareFromProc(pid: string): Promise<Share | undefined> {
  const [stat, memory] = await Promise.all(
    ['stat', 'smaps_rollup'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')),
  );
  // Behind the name: the state is the first, the group the third, times in user and system mode the 12th and 13th.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  if (fields.length < 13) return undefined;
  // What several share counts for each in part, so that the sum is what they take together.
  const kibibytes = Number(/^Pss: +(\d+) kB$/m.exec(memory ?? '')?.[1] ?? 0);
  return {
    group: Number(fields[2]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    memoryMiB: kibibytes / kibibytesPerMebibyte,
  };
}

async function sharesFromPs(): Promise<readonly Share[]> {
  const { stdout } = await execute('ps', ['-axo', 'pgid=,rss=,time=']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [, group, kibibytes, time] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s*$/.exec(line) ?? [];
    return group === undefined || kibibytes === undefined || time === undefined
      ? []
      : [{ group: Number(group), cpuMs: timeMs(time), memoryMiB: Number(kibibytes) / kibibytesPerMebibyte }];
  });
}

/** `1-02:03:04.50`, `03:04.50` and what lies between. */
function timeMs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
