/** Real processes: each long-running one leads a group of its own, so that nothing of it is left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Guard, tagName } from '../guard/guard.ts';
import type { Command, Environment, Stop } from '../model/command.ts';
import type { Exit } from '../model/exit.ts';
import type { FinishedRun, LeftProcess, Processes, RunningProcess } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { programMissing } from '../model/problems/process.ts';
import { living } from './living.ts';
import { freeMemoryMiB } from './memory.ts';
import { usage } from './usage.ts';
import { processTable } from './process-table.ts';
import { isGroupAlive, stopGroup } from './stop-group.ts';

/** What every program is started with. */
interface Ground {
  /** The user's shell environment. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
}

/** The machine's processes; `inherited` is the user's shell environment. */
export function makeProcesses(inherited: Readonly<Record<string, string | undefined>>): Processes {
  const guard = new Guard();
  const ground: Ground = { inherited, guard };
  return {
    run: (command, timeoutMs, signal, onOutput) => run(command, ground, timeoutMs, signal, onOutput),
    cores: availableParallelism(),
    start: (command) => start(command, ground),
    leave: (command, log) => leave(command, log, ground),
    openInBrowser: async (url) => {
      const { default: openWith } = await import('open');
      const child = await openWith(url).catch(() => undefined);
      // No browser on this machine: the address stands on the screen.
      child?.on('error', () => undefined);
    },
    interact: async (command) => {
      const program = await programOf(command, inherited);
      const env = await environmentOf(command, ground);
      const { execa } = await import('execa');
      const { exitCode, signal } = await execa(program, command.args, {
        cwd: command.cwd,
        env,
        extendEnv: false,
        stdio: 'inherit',
        reject: false,
      });
      return { code: exitCode, signal };
    },
    converse: async (command) => {
      const program = await programOf(command, inherited);
      const env = await environmentOf(command, ground);
      const { execa } = await import('execa');
      const { exitCode, signal, all } = await execa(program, command.args, {
        cwd: command.cwd,
        env,
        extendEnv: false,
        // Passwords are asked for at the terminal itself; the program stays in its foreground.
        stdin: 'inherit',
        all: true,
        reject: false,
      });
      return { exit: { code: exitCode, signal }, output: all };
    },
    identity: async (pid) => (await processTable.row(pid))?.identity,
    tag: guard.value,
    look: living.look,
    members: living.members,
    signal: living.signal,
    // Without a guard nothing has been started.
    tagged: async (tag) => (tag === guard.value && !guard.isOpen ? [] : living.tagged(`${tagName}=${tag}`)),
    ownPid: process.pid,
    usage,
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
  onOutput: ((text: string) => void) | undefined,
): Promise<FinishedRun> {
  const program = await programOf(command, ground.inherited);
  const env = await environmentOf(command, ground);
  const isGuarded = timeoutMs > longestQuestionMs;
  if (isGuarded) ground.guard.open();
  const { execa } = await import('execa');
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
  const exited = exitOf(running);
  if (onOutput)
    running.all.on('data', (block: Buffer) => {
      onOutput(block.toString());
    });
  // What somebody else writes into a pipe of the dead is nobody's.
  void exited
    .then(() => untilRead(running))
    .then(() => {
      for (const stream of [running.stdout, running.stderr]) stream.destroy();
    });
  if (isGuarded && running.pid !== undefined) guardGroup(ground.guard, running.pid, command, exited);
  const end = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  let stopped: Promise<unknown> | undefined;
  const stop = (): void => {
    if (running.pid !== undefined) stopped = stopGroup(running.pid, exited, cutOff);
  };
  // It may have come while the program was being looked for: then there is no event any more.
  if (end.aborted) stop();
  else end.addEventListener('abort', stop);
  const { all } = await running;
  end.removeEventListener('abort', stop);
  await stopped;
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
  const output = outputOf(child, exited);
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
    output,
    exited,
    stop: async (how, haste) => {
      // By now its number may be another's.
      if (!ground.guard.has(pid)) return { exit: await exited, wasKilled: false, left: [] };
      const end = await stopGroup(pid, exited, how, haste);
      if (end.left.length === 0) ground.guard.remove(pid);
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

async function leave(command: Command, log: string, ground: Ground): Promise<LeftProcess> {
  const program = await programOf(command, ground.inherited);
  const output = await open(log, 'a', 0o600);
  try {
    const child = spawn(program, command.args, {
      cwd: command.cwd,
      env: { ...ground.inherited, ...(await readValues(command.env)) },
      stdio: ['ignore', 'ignore', output.fd],
      detached: true,
      windowsHide: true,
    });
    const exited = exitOf(child);
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid ?? 0, exited };
  } finally {
    await output.close();
  }
}

const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
    // One that could not be started has no exit.
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: undefined, signal: undefined });
    });
  });

interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** Blocks not yet taken at which the child is made to wait: 64 × 64 KiB is as much as one service may hold in memory. */
const queueLimit = 64;

/**
 * Both streams in the order of arrival; a slow reader makes the child wait instead of filling memory. It ends with the
 * child's last words, also when somebody else still holds the pipe.
 */
function outputOf(child: ChildProcess, exited: Promise<Exit>): AsyncGenerator<Chunk> {
  const queue: Chunk[] = [];
  let wake: () => void = () => undefined;
  const streams = [
    ['stdout', child.stdout],
    ['stderr', child.stderr],
  ] as const;
  // At once: what nobody listens to is thrown away when the child ends.
  for (const [name, stream] of streams)
    stream?.on('data', (bytes: Buffer) => {
      queue.push({ stream: name, bytes });
      if (queue.length >= queueLimit) stream.pause();
      wake();
    });
  let isOver = false;
  void Promise.race([allClosed(child), exited.then(() => untilRead(child))]).then(() => {
    isOver = true;
    wake();
  });
  async function* chunks(): AsyncGenerator<Chunk> {
    while (!isOver || queue.length > 0) {
      const next = queue.shift();
      if (next) {
        yield next;
        if (queue.length < queueLimit / 2) for (const [, stream] of streams) stream?.resume();
        continue;
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
    // Whoever still holds the pipe must not wait for a reader.
    for (const [, stream] of streams) stream?.removeAllListeners('data').resume();
  }
  return chunks();
}

const allClosed = ({ stdout, stderr }: ChildProcess): Promise<unknown> =>
  Promise.all([stdout, stderr].map(async (stream) => stream && (await once(stream, 'close'))));

/** How long a pipe must have been silent to be empty, ms: between two looks everything that is in it is read. */
const silenceMs = 50;

/** So often it is looked at whether a pipe is silent: somebody who goes on talking is not waited for, 1 s at most. */
const looks = 20;

/** Resolves when all that a dead child had written is read: its pipes are closed, or somebody else holds them. */
async function untilRead({ stdout, stderr }: ChildProcess): Promise<void> {
  const streams = [stdout, stderr].filter((stream) => stream !== null);
  const isReading = (): boolean => streams.some((stream) => !stream.closed);
  let seen = -1;
  for (let look = 0; look < looks && isReading();) {
    await pause(silenceMs);
    // One whose reader is slow has not been read yet.
    if (streams.some((stream) => stream.isPaused())) continue;
    const read = bytesRead(streams);
    if (read === seen) return;
    seen = read;
    look++;
  }
}

/** Pipes are sockets here, and count. */
const bytesRead = (streams: readonly Readable[]): number =>
  streams.reduce((sum, stream) => sum + (stream instanceof Socket ? stream.bytesRead : 0), 0);

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
