/** Who is alive: the process table as the OS shows it. */
import { readdir, readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** One living process. A zombie is dead already although it still answers `kill(pid, 0)`: it has no row. */
export interface Row {
  readonly pid: number;
  readonly group: number;
  /** When it began: with the pid it tells one process from all that ever were. */
  readonly identity: string;
}

/** The process table of this machine. */
export interface ProcessTable {
  /** False when nobody is left of a group, not even a zombie. One call of the OS. */
  readonly hasGroup: (group: number) => boolean;
  /** One process; `undefined` when it does not live. */
  readonly row: (pid: number) => Promise<Row | undefined>;
  /** All that live. Expensive: on a machine with 1,000 processes 1,000 files are read. */
  readonly rows: () => Promise<readonly Row[]>;
}

/** The real one; of Windows it knows nothing. */
export const processTable: ProcessTable = {
  hasGroup,
  row: process.platform === 'linux' ? rowFromProc : rowFromPs,
  rows: process.platform === 'linux' ? rowsFromProc : () => rowsFromPs(['-ax']),
};

function hasGroup(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    // EPERM: there is somebody, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Times in /proc count from the start of the machine, which this names. */
let boot: Promise<string> | undefined;
const bootId = (): Promise<string> =>
  (boot ??= readFile('/proc/sys/kernel/random/boot_id', 'latin1').then(
    (text) => text.trim(),
    () => '',
  ));

/** Pids of all processes, zombies too; Linux only. */
export const pidsFromProc = async (): Promise<readonly string[]> =>
  (await readdir('/proc')).filter((name) => /^\d+$/.test(name));

async function rowsFromProc(): Promise<readonly Row[]> {
  const rows = await Promise.all((await pidsFromProc()).map((pid) => rowFromProc(Number(pid))));
  return rows.filter((row) => row !== undefined);
}

async function rowFromProc(pid: number): Promise<Row | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // "812 (name, which may hold spaces and brackets) S 1 812 …": state and group follow the last bracket; the time of
  // the start is the 22nd field of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const began = fields[19];
  if (group === undefined || began === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, group: Number(group), identity: `${await bootId()} ${began}` };
}

async function rowFromPs(pid: number): Promise<Row | undefined> {
  return (await rowsFromPs(['-p', String(pid)]))[0];
}

async function rowsFromPs(which: readonly string[]): Promise<readonly Row[]> {
  const columns = ['-o', 'pid=,pgid=,stat=,lstart='];
  // So that a time has the same words for everyone who asks.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  // Nobody found is an exit code of 1.
  const { stdout } = await execute('ps', [...which, ...columns], { env }).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [, pid, group, state, identity] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    return identity === undefined || state?.startsWith('Z')
      ? []
      : [{ pid: Number(pid), group: Number(group), identity }];
  });
}
