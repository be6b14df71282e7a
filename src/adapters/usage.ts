/** What process groups take of the machine. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { GroupUsage } from '../model/machine.ts';
import { pidsFromProc } from './process-table.ts';

const execute = promisify(execFile);

/** One living process; memory is asked for later, of few. */
interface Member {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly cpuMs: number;
  readonly memoryMiB: () => Promise<number>;
}

/** By group, of its members and all that they started: each backend of Postgres leads a group of its own. */
export async function usage(groups: readonly number[]): Promise<ReadonlyMap<number, GroupUsage>> {
  const members = await everyone();
  const byPid = new Map(members.map((member) => [member.pid, member]));
  const ownerOf = ({ group, parent }: Member, depth = 0): number | undefined => {
    if (groups.includes(group)) return group;
    const above = byPid.get(parent);
    // A pid that was given again while the table was read could make a circle.
    return above && depth < byPid.size ? ownerOf(above, depth + 1) : undefined;
  };
  const found = new Map<number, GroupUsage>();
  for (const member of members) {
    const owner = ownerOf(member);
    if (owner === undefined) continue;
    const sum = found.get(owner) ?? { cpuMs: 0, memoryMiB: 0 };
    found.set(owner, { cpuMs: sum.cpuMs + member.cpuMs, memoryMiB: sum.memoryMiB + (await member.memoryMiB()) });
  }
  return found;
}

const everyone = (): Promise<readonly Member[]> => {
  if (process.platform === 'win32') return Promise.resolve([]);
  return process.platform === 'linux' ? everyoneInProc() : everyoneInPs();
};

/** A hundred a second on every machine that Node runs on: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const tickMs = 10;

const kibibytesPerMebibyte = 1024;

async function everyoneInProc(): Promise<readonly Member[]> {
  const found = await Promise.all((await pidsFromProc()).map(memberInProc));
  return found.filter((member) => member !== undefined);
}

async function memberInProc(pid: string): Promise<Member | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // Behind the name: state, parent, group; times in user and system mode are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 13) return undefined;
  return {
    pid: Number(pid),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    memoryMiB: () => memoryInProc(pid),
  };
}

/** What several share counts for each in part, so that the sum is what they take together; another user's is not told. */
async function memoryInProc(pid: string): Promise<number> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
  const kibibytes =
    /^Pss: +(\d+) kB$/m.exec(await read('smaps_rollup'))?.[1] ?? /^VmRSS:\s+(\d+) kB$/m.exec(await read('status'))?.[1];
  return Number(kibibytes ?? 0) / kibibytesPerMebibyte;
}

async function everyoneInPs(): Promise<readonly Member[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,time=']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, kibibytes, time] = line.trim().split(/\s+/);
    if (time === undefined) return [];
    const memoryMiB = Number(kibibytes) / kibibytesPerMebibyte;
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      cpuMs: timeMs(time),
      memoryMiB: () => Promise.resolve(memoryMiB),
    };
  });
}

/** `1-02:03:04.50`, `03:04.50` and what lies between. */
function timeMs(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
