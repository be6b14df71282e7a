#!/usr/bin/env node
/** argv → Session → command → Problems → exit code. The only place that knows the real machine. */
import { setMaxListeners } from 'node:events';
import type { RunOptions } from './commands/program.ts';
import type { Report, Session } from './model/session.ts';
import type { Problems, Result } from './model/problem.ts';

/** Set by the bundler. */
declare const METATON_VERSION: string;

/** Exit codes: done, a Problem, wrong usage or settings, a stack that is not all ready or not there, a bug in metaton, interrupted. */
const codes = { done: 0, problem: 1, usage: 2, degraded: 3, down: 4, bug: 70, interrupted: 130 } as const;

async function main(): Promise<void> {
  const { buildProgram } = await import('./commands/program.ts');
  let code: number = codes.done;
  const program = buildProgram(METATON_VERSION, async (options, isStream, command) => {
    code = await runCommand(options, isStream, command);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    code = usageCode(error);
  }
  await finish(code);
}

/** Commander ends every help, version and mistake with an error of its own, after it has said what it had to. */
function usageCode(error: unknown): number {
  const { exitCode, code } = error as { exitCode?: unknown; code?: unknown };
  if (typeof exitCode !== 'number' || typeof code !== 'string') {
    process.stderr.write(bugText(error));
    return codes.bug;
  }
  return exitCode === 0 ? codes.done : codes.usage;
}

async function runCommand(
  options: RunOptions,
  isStream: boolean,
  command: (session: Session) => Promise<Result<void>>,
): Promise<number> {
  const session = await openSession(options, isStream);
  try {
    const result = await command(session).catch(failureOf);
    if (!result.ok) for (const problem of result.problems) session.report.problem(problem);
    if (session.signal.aborted) return codes.interrupted;
    if (result.ok) return codes.done;
    return problemCode(result.problems);
  } catch (error) {
    process.stderr.write(bugText(error));
    return codes.bug;
  }
}

/** Of what was thrown on the way: the Problem that an adapter has put it into, or what the system refuses. All else is a bug. */
async function failureOf(error: unknown): Promise<Result<never>> {
  const [{ failed, ProblemError }, { fileRefused }] = await Promise.all([
    import('./model/problem.ts'),
    import('./model/problems/files.ts'),
  ]);
  if (error instanceof ProblemError) return failed(error.problem);
  const refused = fileRefused(error);
  if (refused) return failed(refused);
  throw error;
}

function problemCode(problems: Problems): number {
  if (problems.some(({ isUsage }) => isUsage === true)) return codes.usage;
  const standing = problems.find((problem) => problem.standing)?.standing;
  return standing === undefined ? codes.problem : codes[standing];
}

async function openSession(options: RunOptions, isStream: boolean): Promise<Session> {
  const [{ findInstallation }, { makeMachine }, path] = await Promise.all([
    import('./adapters/installation.ts'),
    import('./adapters/machine.ts'),
    import('node:path'),
  ]);
  const wishes = watchSignals();
  const environment = options.isForCaller
    ? (await import('./adapters/act-for-caller.ts')).actForCaller(process.env)
    : process.env;
  return {
    machine: makeMachine(environment),
    report: await openReport(options, isStream, wishes.signal),
    ...wishes,
    environment,
    directory: path.resolve(options.workspace ?? '.'),
    installation: findInstallation(METATON_VERSION, environment),
    options,
    isTerminal: process.stdin.isTTY && process.stdout.isTTY,
  };
}

async function openReport(options: RunOptions, isStream: boolean, signal: AbortSignal): Promise<Report> {
  const { roomOf } = await import('./adapters/room.ts');
  const room = roomOf(process.stdout, signal);
  const write = (bytes: Uint8Array | string): void => void process.stdout.write(bytes);
  if (options.json) {
    const { makeJsonReport } = await import('./report/json.ts');
    return makeJsonReport(write, isStream, room);
  }
  const [{ makeTerminalReport }, { Chalk }] = await Promise.all([import('./report/terminal.ts'), import('chalk')]);
  const isPlain = !options.color || (process.env['NO_COLOR'] ?? '') !== '' || !process.stdout.isTTY;
  return makeTerminalReport({
    stdout: write,
    stderr: (text) => void process.stderr.write(text),
    room,
    chalk: isPlain ? new Chalk({ level: 0 }) : new Chalk(),
    isUnicode: showsUnicode(process.env),
    isVerbose: options.verbose,
    hasTime: options.timestamps ?? false,
    isInteractive: process.stderr.isTTY && process.stdout.isTTY,
    everySecond: (tick) => {
      const timer = setInterval(() => {
        tick(Date.now());
      }, 1_000).unref();
      return () => {
        clearInterval(timer);
      };
    },
  });
}

/** A locale that names another encoding, and the console of Linux, show no more than ASCII. */
function showsUnicode({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((word) => word !== undefined && word !== '');
  return TERM !== 'linux' && (locale === undefined || /utf-?8/i.test(locale));
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C, SIGTERM or SIGHUP asks to stop, the second to hurry, the third to kill. A reader that went away asks
 * to stop, too.
 */
function watchSignals(): Pick<Session, 'signal' | 'hurry' | 'kill'> {
  const [signal, hurry, kill] = [new AbortController(), new AbortController(), new AbortController()];
  const wishes = [signal, hurry, kill];
  // Each service listens while it is being stopped, and Node takes more than ten for a leak.
  setMaxListeners(0, ...wishes.map((wish) => wish.signal));
  for (const name of stopSignals)
    process.on(name, () => {
      wishes.find((wish) => !wish.signal.aborted)?.abort();
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => {
      signal.abort();
    });
  return { signal: signal.signal, hurry: hurry.signal, kill: kill.signal };
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in metaton ${METATON_VERSION} (Node ${process.version}, ${process.platform}). Please report it with these lines:\n${stack}\n`;
}

/** Ends when all that was written has been taken, or nobody wants to wait for that any longer. */
async function finish(code: number): Promise<void> {
  for (const name of stopSignals) process.on(name, () => process.exit(code));
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise((resolve) => {
          if (stream.destroyed) resolve(undefined);
          else stream.write('', resolve);
        }),
    ),
  );
  process.exit(code);
}

function isVersion(word: string): boolean {
  return word === '--version' || word === '-V';
}

/** What may be said beside it. */
const aboutVersion = ['--verbose', '--json'];

/** The library for command lines answers the question for the version before it has read what else is said. */
async function sayVersions(json: boolean): Promise<number> {
  const { version } = await import('./commands/version.ts');
  const options = { json, verbose: true, yes: false, dryRun: false, offline: false, set: [], color: true };
  return runCommand(options, false, version);
}

const [, , ...words] = process.argv;

// The commonest question of scripts is answered before anything is loaded.
if (words.length === 1 && words.every(isVersion)) {
  process.stdout.write(`${METATON_VERSION}\n`);
} else if (words.some(isVersion) && words.every((word) => isVersion(word) || aboutVersion.includes(word))) {
  await finish(await sayVersions(words.includes('--json')));
} else {
  await main();
}
