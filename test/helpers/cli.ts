/** Runs the built command line as a user would, and looks at what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, expect } from 'vitest';

/** The built program; `npm test` builds it first. */
const program = path.resolve('dist/main.js');

/** Every port of the stack. */
const stackPorts = [3000, 3001, 4000, 4443, 5432, 7000, 8080, 8989, 9090] as const;

/** What a finished run said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface Run {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when the output so far, both streams, has text like this; rejects when the run ends without. */
  readonly saw: (pattern: RegExp) => Promise<void>;
}

/** Where and as what the program runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
  /** Does not keep what it prints on stdout. */
  readonly isQuiet?: boolean;
  /** As another user, from a copy of the program that they may read. */
  readonly as?: { readonly uid: number; readonly program: string };
}

/** The PostgREST that came with metaton, so that no test fetches another unasked. */
const withoutNetwork = { METATON_POSTGREST_VERSION: '12.0.2' };

/** Starts `metaton …words` in a process group of its own, without a terminal. */
export function start(
  words: readonly string[],
  { cwd, env, node = process.execPath, isQuiet = false, as }: RunOptions = {},
): Run {
  return watched(
    spawn(node, [as?.program ?? program, ...words], {
      cwd: cwd ?? os.tmpdir(),
      env: { ...process.env, ...withoutNetwork, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(as ? { uid: as.uid, gid: as.uid } : {}),
    }),
    isQuiet,
  );
}

/** A run at whose keyboard the test sits. */
export interface TerminalRun extends Run {
  readonly type: (keys: string) => void;
}

/** Starts `metaton …words` in a terminal that `script` makes; both streams come out together. */
export function startInTerminal(words: readonly string[], { cwd, env }: RunOptions = {}): TerminalRun {
  const command = [process.execPath, program, ...words].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command.join(' '), '/dev/null'], {
    cwd: cwd ?? os.tmpdir(),
    env: { ...process.env, ...withoutNetwork, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  return { ...watched(child), type: (keys) => child.stdin.write(keys) };
}

/** Runs that have not ended. */
const underWay = new Set<Run>();

/** A test that failed half-way has left its stack running: it would hold the ports of all tests that follow. */
afterAll(async () => {
  await Promise.all(
    [...underWay].map(async ({ process: child, finished }) => {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await finished;
      clearTimeout(timer);
    }),
  );
}, 30_000);

function watched(child: ChildProcess & { readonly stdout: Readable; readonly stderr: Readable }, isQuiet = false): Run {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const checks = new Set<() => void>();
  const take = (into: Buffer[]) => (block: Buffer) => {
    into.push(block);
    for (const check of checks) check();
  };
  if (isQuiet) child.stdout.resume();
  else child.stdout.on('data', take(out));
  child.stderr.on('data', take(err));
  const text = (blocks: Buffer[]): string => Buffer.concat(blocks).toString('utf8');
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stdout: text(out), stderr: text(err) });
    });
  });
  const saw = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (pattern.test(text(out)) || pattern.test(text(err))) resolve();
      };
      checks.add(check);
      check();
      void finished.then(({ stdout, stderr }) => {
        reject(new Error(`ended without ${String(pattern)}:\n${stdout}\n${stderr}`));
      });
    });
  const run: Run = { process: child, finished, saw };
  underWay.add(run);
  void finished.then(() => underWay.delete(run));
  return run;
}

/** Runs to the end. */
export const metaton = (words: readonly string[], options?: RunOptions): Promise<Finished> =>
  start(words, options).finished;

/** A folder that goes with the test; its name has what paths of real users have. */
export function makeFolder(): { readonly path: string } & Disposable {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'metaton tëst ')));
  return {
    path: folder,
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ports of the stack on which somebody listens. */
async function takenPorts(): Promise<readonly number[]> {
  const taken = await Promise.all(stackPorts.map(async (port) => ((await isTaken(port)) ? port : undefined)));
  return taken.filter((port) => port !== undefined);
}

/** Whether somebody takes connections on a port of this machine. */
export const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/** Fails when a port is still held or a process still runs with the marker in its command line or folder. */
export async function expectNothingLeft(folder: string): Promise<void> {
  expect(await takenPorts()).toEqual([]);
  expect(await processesIn(folder)).toEqual([]);
}

/** Command lines of living processes that name the folder or run in it; only Linux can tell. */
async function processesIn(folder: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const { readdir, readFile, readlink } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return command.includes(folder) || cwd.startsWith(folder) ? `${pid} ${command} in ${cwd}` : '';
    }),
  );
  return found.filter((line) => line !== '');
}
