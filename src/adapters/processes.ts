/** Real processes: each long-running one leads a group of its own, so that nothing of it is left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { Guard } from '../guard/guard.ts';
import type { Command, Environment, Stop } from '../model/command.ts';
import type { Exit, FinishedRun, Processes, RunningProcess } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { programMissing } from '../model/problems/process.ts';
import { freeMemoryMiB } from './memory.ts';
import { livingMembers, startTime } from './process-table.ts';

/** What every program is started with. */
interface Ground {
  /** The user's shell environment. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
}

/** The machine's processes; `inherited` is the user's shell environment. */
export function makeProcesses(inherited: Readonly<Record<string, string | undefined>>): Processes {
  const ground: Ground = { inherited, guard: new Guard() };
  return {
    run: (command, timeoutMs, signal) => run(command, ground, timeoutMs, signal),
    start: (command) => start(command, ground),
    interact: async (command) => {
      const program = await programOf(command, inherited);
      const env = await environmentOf(command, ground);
      const { exitCode, signal } = await execa(program, command.args, {
        cwd: command.cwd,
        env,
        extendEnv: false,
        stdio: 'inherit',
        reject: false,
      });
      return { code: exitCode, signal };
    },
    identity: startTime,
    ownPid: process.pid,
    freeMemoryMiB,
    find: (program, folders) => find(program, searchPath(folders, inherited)),
  };
}

/** Questions, such as for a version, have no more time than this, ms, and end by themselves. */
const longestQuestionMs = 5_000;

async function run(
  command: Command,
  ground: Ground,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<FinishedRun> {
  const program = await programOf(command, ground.inherited);
  const env = await environmentOf(command, ground);
  const isGuarded = timeoutMs > longestQuestionMs;
  if (isGuarded) ground.guard.open();
  const running = execa(program, command.args, {
    cwd: command.cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    // A group of its own, so that what the program started ends with it.
    detached: process.platform !== 'win32',
    ...(command.user ?? {}),
  });
  const exited = running.then(({ exitCode, signal: by }): Exit => ({ code: exitCode, signal: by }));
  if (isGuarded && running.pid !== undefined) guardGroup(ground.guard, running.pid, command, exited);
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

async function start(command: Command, ground: Ground): Promise<RunningProcess> {
  const program = await programOf(command, ground.inherited);
  const env = await environmentOf(command, ground);
  ground.guard.open();
  const child = spawn(program, command.args, {
    cwd: command.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(command.user ?? {}),
  });
  const exited = exitOf(child);
  // At once: a metaton killed while it waits would leave a program that nobody knows.
  if (child.pid !== undefined) guardGroup(ground.guard, child.pid, command, exited);
  await new Promise((resolve, reject) =>
    child
      .once('spawn', () => {
        resolve(undefined);
      })
      .once('error', reject),
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.program} started without a pid`);
  return {
    pid,
    output: outputOf(child),
    exited,
    stop: async (how, hurry) => {
      const end = await stopGroup(pid, exited, how, hurry);
      ground.guard.remove(pid);
      return end;
    },
  };
}

/** How often a group is looked at that has lost its leader, ms: so late its number may be another's. */
const lonelyPollMs = 1_000;

/** Has the guard know the group for as long as anyone of it lives. */
function guardGroup(guard: Guard, group: number, { endSignal }: Command, exited: Promise<Exit>): void {
  guard.add(group, endSignal ?? 'SIGTERM');
  const look = async (): Promise<void> => {
    if (await isGroupAlive(group, exited)) setTimeout(() => void look(), lonelyPollMs).unref();
    else guard.remove(group);
  };
  void exited.then(look);
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

async function environmentOf(command: Command, { inherited, guard }: Ground): Promise<Record<string, string>> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isScrubbed(entry[0], command.scrub),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(command.path, inherited).join(path.delimiter),
    ...(await readValues(command.env)),
    ...guard.tag,
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
