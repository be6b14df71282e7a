/** Real processes: each long-running one leads a group of its own, so that nothing of it is left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Command, Environment, Stop } from '../model/command.ts';
import type { Exit, FinishedRun, Processes, RunningProcess } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { programMissing } from '../model/problems/process.ts';
import { livingMembers, startTime } from './process-table.ts';

/** The machine's processes; `inherited` is the user's shell environment. */
export function makeProcesses(inherited: Readonly<Record<string, string | undefined>>): Processes {
  return {
    run: (command, timeoutMs, signal) => run(command, inherited, timeoutMs, signal),
    start: (command) => start(command, inherited),
    identity: startTime,
    ownPid: process.pid,
    find: (program, folders) => find(program, searchPath(folders, inherited)),
  };
}

async function run(
  command: Command,
  inherited: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<FinishedRun> {
  const running = execa(await programOf(command, inherited), command.args, {
    cwd: command.cwd,
    env: await environmentOf(command, inherited),
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    // A group of its own, so that what the program started ends with it.
    detached: process.platform !== 'win32',
    ...(command.user ?? {}),
  });
  const exited = running.then(({ exitCode, signal: by }): Exit => ({ code: exitCode, signal: by }));
  const end = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const stop = (): void => {
    if (running.pid !== undefined) void stopGroup(running.pid, exited, cutOff, undefined);
  };
  end.addEventListener('abort', stop);
  const { all } = await running;
  end.removeEventListener('abort', stop);
  return { exit: await exited, output: all };
}

/** How a one-shot program is ended that takes too long or is no longer wanted. */
const cutOff: Stop = { signal: 'SIGTERM', graceMs: 3_000 };

async function start(
  command: Command,
  inherited: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const child = spawn(await programOf(command, inherited), command.args, {
    cwd: command.cwd,
    env: await environmentOf(command, inherited),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(command.user ?? {}),
  });
  await new Promise((resolve, reject) =>
    child
      .once('spawn', () => {
        resolve(undefined);
      })
      .once('error', reject),
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.program} started without a pid`);
  const exited = exitOf(child);
  return { pid, output: outputOf(child), exited, stop: (how, hurry) => stopGroup(pid, exited, how, hurry) };
}

const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });

interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** Blocks not yet taken at which the child is made to wait: 64 × 64 KiB is as much as one service may hold in memory. */
const queueLimit = 64;

/** Both streams in the order of arrival; a slow reader makes the child wait instead of filling memory. */
async function* outputOf(child: ChildProcess): AsyncGenerator<Chunk> {
  const queue: Chunk[] = [];
  let wake: () => void = () => undefined;
  let open = 0;
  const streams = [
    ['stdout', child.stdout],
    ['stderr', child.stderr],
  ] as const;
  for (const [name, stream] of streams) {
    if (!stream) continue;
    open++;
    stream.on('data', (bytes: Buffer) => {
      queue.push({ stream: name, bytes });
      if (queue.length >= queueLimit) stream.pause();
      wake();
    });
    stream.once('close', () => {
      open--;
      wake();
    });
  }
  while (open > 0 || queue.length > 0) {
    const next = queue.shift();
    if (next) {
      yield next;
      if (queue.length < queueLimit / 2) for (const [, stream] of streams) stream?.resume();
      continue;
    }
    await new Promise<void>((resolve) => (wake = resolve));
  }
}

/** How often a stopping group is looked at, ms: short beside the 0.1 s in which most services end. */
const stopPollMs = 20;

async function stopGroup(
  pid: number,
  exited: Promise<Exit>,
  { signal, graceMs }: Stop,
  hurry: AbortSignal | undefined,
): Promise<{ exit: Exit; wasKilled: boolean }> {
  sendSignal(pid, signal);
  const deadline = Date.now() + graceMs;
  let wasKilled = false;
  while (await isGroupAlive(pid, exited)) {
    if (!wasKilled && (Date.now() > deadline || hurry?.aborted)) {
      wasKilled = true;
      sendSignal(pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, stopPollMs));
  }
  return { exit: await exited, wasKilled };
}

const isGroupAlive = async (pid: number, exited: Promise<Exit>): Promise<boolean> =>
  process.platform === 'win32'
    ? (await Promise.race([exited, Promise.resolve(undefined)])) === undefined
    : (await livingMembers(pid)).length > 0;

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    // Windows has no SIGTERM: the whole tree is ended at once.
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: all of the group is gone already, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function programOf(command: Command, inherited: Readonly<Record<string, string | undefined>>): Promise<string> {
  const found = await find(command.program, searchPath(command.path, inherited));
  if (found === undefined) throw new ProblemError(programMissing(command.program, command.path));
  return found;
}

const searchPath = (
  first: readonly string[],
  inherited: Readonly<Record<string, string | undefined>>,
): readonly string[] => [
  ...first,
  ...(inherited['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
];

async function find(program: string, folders: readonly string[]): Promise<string | undefined> {
  if (path.isAbsolute(program)) return (await isExecutable(program)) ? program : undefined;
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of folders)
    for (const ending of endings) {
      const candidate = path.join(folder, program + ending);
      if (await isExecutable(candidate)) return candidate;
    }
  return undefined;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function environmentOf(
  command: Command,
  inherited: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isScrubbed(entry[0], command.scrub),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(command.path, inherited).join(path.delimiter),
    ...(await readValues(command.env)),
  };
}

const isScrubbed = (name: string, scrub: readonly string[]): boolean =>
  scrub.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));

async function readValues(env: Environment): Promise<Record<string, string>> {
  const entries = Object.entries(env).map(
    async ([name, value]) => [name, typeof value === 'string' ? value : await readFile(value.file, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
