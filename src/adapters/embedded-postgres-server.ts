/** A server that runs on a cluster already: found by what it is, never by its pid alone. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ProblemError } from '../model/problem.ts';
import { leftoverNotStopped } from '../model/problems/postgres.ts';

const execute = promisify(execFile);

/** Pid of the server on this data; `undefined` without one, also where `postmaster.pid` names another program. */
export async function findServer(data: string): Promise<number | undefined> {
  return (await findProcesses(data)).server;
}

/**
 * Stops the server and whatever its sudden death left of it, fast first; then removes a `postmaster.pid` that no server
 * stands behind. Answers the pid of the server that it stopped.
 */
export async function clearLeftover(data: string): Promise<number | undefined> {
  const { server } = await findProcesses(data);
  await endAll(data);
  await fs.rm(path.join(data, 'postmaster.pid'), { force: true });
  return server;
}

/** What is tried in turn: fast shutdown, shutdown without a checkpoint, the end. */
const attempts = [
  { signal: 'SIGINT', withinMs: 10_000 },
  { signal: 'SIGQUIT', withinMs: 5000 },
  { signal: 'SIGKILL', withinMs: 5000 },
] as const;

/** A fast shutdown of an idle server takes about 0.1 s. */
const pollMs = 20;

async function endAll(data: string): Promise<void> {
  for (const { signal, withinMs } of attempts) {
    let { server, workers } = await findProcesses(data);
    // Without its server a worker ends by itself, unless it is busy; it takes SIGINT for "cancel the query".
    for (const pid of server === undefined ? workers : [server]) signalTo(pid, signal, data);
    const deadline = Date.now() + withinMs;
    while ((server !== undefined || workers.length > 0) && Date.now() < deadline) {
      await sleep(pollMs);
      ({ server, workers } = await findProcesses(data));
    }
    if (server === undefined && workers.length === 0) return;
  }
  const { server, workers } = await findProcesses(data);
  const pid = server ?? workers[0];
  if (pid !== undefined) throw new ProblemError(leftoverNotStopped(pid, data));
}

function signalTo(pid: number, signal: NodeJS.Signals, data: string): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw new ProblemError(leftoverNotStopped(pid, data, error));
  }
}

/** Processes of Postgres on one cluster: the server, and the workers that it started. */
interface ServerProcesses {
  readonly server: number | undefined;
  readonly workers: readonly number[];
}

async function findProcesses(data: string): Promise<ServerProcesses> {
  const real = await fs.realpath(data).catch(() => undefined);
  if (real === undefined) return { server: undefined, workers: [] };
  if (process.platform === 'linux') return findInProc(real);
  const pid = await recordedPid(data);
  return { server: pid !== undefined && (await isServer(pid, [data, real])) ? pid : undefined, workers: [] };
}

/** All of them stand in the data folder; only workers rewrite their command line to `postgres: checkpointer`. */
async function findInProc(data: string): Promise<ServerProcesses> {
  const names = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map((name) => processIn(data, name)));
  const processes = found.filter((entry) => entry !== undefined);
  return {
    server: processes.find(({ isWorker }) => !isWorker)?.pid,
    workers: processes.filter(({ isWorker }) => isWorker).map(({ pid }) => pid),
  };
}

async function processIn(data: string, pid: string): Promise<{ pid: number; isWorker: boolean } | undefined> {
  // Unreadable: it has just ended, or belongs to another user, as whom our server does not run.
  const cwd = await fs.readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (cwd !== data) return undefined;
  const commandLine = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const program = commandLine.split('\0')[0] ?? '';
  const isWorker = program.startsWith('postgres: ');
  return isWorker || path.basename(program) === 'postgres' ? { pid: Number(pid), isWorker } : undefined;
}

async function recordedPid(data: string): Promise<number | undefined> {
  const text = await fs.readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

async function isServer(pid: number, folders: readonly string[]): Promise<boolean> {
  const [program, ...args] =
    process.platform === 'win32'
      ? [
          'powershell',
          '-NoProfile',
          '-Command',
          `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
        ]
      : ['ps', '-ww', '-o', 'command=', '-p', String(pid)];
  // Nothing found is an exit code of 1.
  const commandLine = await execute(program, args, { windowsHide: true }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return commandLine.includes('postgres') && folders.some((folder) => commandLine.includes(folder));
}
