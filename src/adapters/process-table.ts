/** Who is alive: the process table as the OS shows it. */
import { readdir, readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Pids of a process group's living members. A zombie is dead already but still answers `kill(pid, 0)`, so the state
 * decides.
 */
export async function livingMembers(group: number): Promise<readonly number[]> {
  const rows = process.platform === 'linux' ? await rowsFromProc() : await rowsFromPs();
  return rows.filter((row) => row.group === group && !row.isZombie).map((row) => row.pid);
}

interface Row {
  readonly pid: number;
  readonly group: number;
  readonly isZombie: boolean;
}

async function rowsFromProc(): Promise<readonly Row[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const rows = await Promise.all(pids.map(rowOf));
  return rows.filter((row) => row !== undefined);
}

async function rowOf(pid: string): Promise<Row | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // "812 (name, which may hold spaces and brackets) S 1 812 …": state and group follow the last bracket.
  const [state, , group] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return group === undefined ? undefined : { pid: Number(pid), group: Number(group), isZombie: state === 'Z' };
}

async function rowsFromPs(): Promise<readonly Row[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,pgid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, group, state]) => ({
      pid: Number(pid),
      group: Number(group),
      isZombie: state?.startsWith('Z') ?? false,
    }));
}

/** When a process began, in the OS's own words; `undefined` when there is no such process. */
export async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
    // The 22nd field; the state, which follows the last bracket, is the third.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  }
  const { stdout } = await execute('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}
