/** Sees to it that no process outlives metaton, however metaton ends: docs/decisions/0005-guard.md. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Stop } from '../model/command.ts';
import { guardScript } from './guard-script.ts';

/** The name of the variable that every process of a run has in its environment. */
export const tagName = 'METATON_RUN';

/** One run's guard: a process of its own that ends the groups it knows when metaton is gone. Windows has none. */
export class Guard {
  /** Nobody else's. */
  readonly value = randomBytes(16).toString('hex');
  /** To be put into the environment of every program: it finds those that leave their group. */
  readonly tag: Readonly<Record<string, string>> = { [tagName]: this.value };
  readonly #groups = new Map<number, Stop['signal']>();
  #keeper: ChildProcess | undefined;
  #isOpen = false;

  constructor() {
    process.once('exit', () => {
      this.#dismiss();
    });
  }

  /** Whether a program has been started that may last. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** To be called before a program is started, so that none lives unguarded. The first call starts the guard. */
  open(): void {
    this.#isOpen = true;
    if (process.platform === 'win32' || this.#keeper) return;
    const keeper = spawn('/bin/sh', ['-c', guardScript, 'metaton-guard', `${tagName}=${this.value}`], {
      // Of metaton's own surroundings it keeps nothing: it must not hold a folder, a terminal or a reader's pipe.
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#keeper = keeper;
    // One that was killed, or could not be started, is replaced before the next program.
    const forget = (): void => {
      if (this.#keeper === keeper) this.#keeper = undefined;
    };
    keeper.once('exit', forget).once('error', forget);
    keeper.stdin.on('error', forget);
    keeper.unref();
    (keeper.stdin as typeof keeper.stdin & { unref: () => void }).unref();
    for (const [group, signal] of this.#groups) this.#tell(newcomer(group, signal));
  }

  /** The group is to be ended with metaton, with this signal first. */
  add(group: number, signal: Stop['signal']): void {
    this.#groups.set(group, signal);
    this.#tell(newcomer(group, signal));
  }

  /** Whether anyone of the group may still live. */
  has(group: number): boolean {
    return this.#groups.has(group);
  }

  /** Nobody of the group is left; from now on its number may be another's. */
  remove(group: number): void {
    if (this.#groups.delete(group)) this.#tell(`- ${group}`);
  }

  /** With a group left this is no clean end, and the guard goes to work as soon as metaton is gone. */
  #dismiss(): void {
    if (this.#groups.size === 0) this.#tell('quit');
  }

  #tell(line: string): void {
    this.#keeper?.stdin?.write(`${line}\n`);
  }
}

/** The shell knows signals without their first three letters. */
const newcomer = (group: number, signal: Stop['signal']): string => `+ ${group} ${signal.slice('SIG'.length)}`;
