/** Runs the commands of stores: those for administrators with rights of their own, which the user gives one by one. */
import type { Processes } from '../model/machine.ts';
import { shellWord } from '../model/shell-word.ts';
import type { TrustWish } from '../model/trust.ts';
import { administratorFolders, commandOf, lastWords, type StoreCommand } from './trust-store.ts';

/** What came of commands. */
export type Outcome =
  | { readonly kind: 'done' }
  /** The tool's own words. */
  | { readonly kind: 'failed'; readonly words: string }
  /** Somebody has to do the rest, and why. */
  | { readonly kind: 'needs-you'; readonly why: string; readonly commands: readonly StoreCommand[] };

/** With what commands are run. */
export interface Rights {
  readonly processes: Pick<Processes, 'run' | 'find' | 'converse'>;
  readonly isRoot: boolean;
  readonly platform: string;
}

/** The answer of sudo to somebody who may not, or has to give a password first. */
const refusal = /^sudo: /m;

/** Rebuilding a store reads some hundred certificates; a busy machine takes its time, ms. */
const withinMs = 180_000;

/** One after the other; stops at the first that fails. What has begun is let end: a store cut in half serves nobody. */
export async function runAll(
  commands: readonly StoreCommand[],
  rights: Rights,
  wish: Omit<TrustWish, 'isDry'>,
): Promise<Outcome> {
  for (const [index, command] of commands.entries()) {
    if (wish.signal.aborted) return { kind: 'failed', words: 'interrupted' };
    const outcome = await runOne(command, rights, wish);
    if (outcome.kind === 'needs-you') return { ...outcome, commands: commands.slice(index) };
    if (outcome.kind !== 'done') return outcome;
  }
  return { kind: 'done' };
}

async function runOne(
  command: StoreCommand,
  rights: Rights,
  { canAsk, onRights }: Omit<TrustWish, 'isDry'>,
): Promise<Outcome> {
  const { processes } = rights;
  const run = (program: string, args: readonly string[]) =>
    processes.run(commandOf(program, args), command.withinMs ?? withinMs);
  if (command.isPrivileged !== true || rights.isRoot) {
    const program = await processes.find(command.program, administratorFolders);
    if (program === undefined) return { kind: 'failed', words: `the program ${command.program} is not to be found` };
    return judge(command, await run(program, command.args));
  }
  if ((await processes.find('sudo', [])) === undefined) return { kind: 'needs-you', why: onlyRoot, commands: [] };
  const words = [command.program, ...command.args];
  onRights(await commandLine(command, rights));
  const silent = await run('sudo', ['-n', '--', ...words]);
  if (silent.exit.code === 0 || !refusal.test(silent.output)) return judge(command, silent);
  if (!canAsk) return { kind: 'needs-you', why: onlyRoot, commands: [] };
  const asked = await processes.converse(commandOf('sudo', ['--', ...words]));
  return refusal.test(asked.output) ? { kind: 'needs-you', why: onlyRoot, commands: [] } : judge(command, asked);
}

const onlyRoot = 'only an administrator may; run this as one';

function judge(command: StoreCommand, { exit, output }: Awaited<ReturnType<Processes['run']>>): Outcome {
  const { alreadyDone, needsPerson } = command;
  if (exit.code === 0 || alreadyDone?.test(output) === true) return { kind: 'done' };
  if (needsPerson?.says.test(output) === true) return { kind: 'needs-you', why: needsPerson.why, commands: [] };
  return { kind: 'failed', words: lastWords(output) };
}

/** A command as it is typed into the shell of this platform; what only administrators may goes through sudo, if any. */
export async function commandLine(
  { program, args, isPrivileged }: StoreCommand,
  { isRoot, platform, processes }: Rights,
): Promise<string> {
  const isWithSudo = isPrivileged === true && !isRoot && (await processes.find('sudo', [])) !== undefined;
  const quote = platform === 'win32' ? quotedForWindows : shellWord;
  return [...(isWithSudo ? ['sudo'] : []), program, ...args].map(quote).join(' ');
}

const quotedForWindows = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);
