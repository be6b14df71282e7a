/** A program to run: never a shell string, so nothing needs quoting. */

/** Values by name; a value from a file is read at the moment of use, so that a secret never stands in a plan. */
export type Environment = Readonly<Record<string, string | { readonly file: string }>>;

/** A program, its arguments and all that it may see. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** Folders put first on PATH, most wanted first; the program is looked up there too. */
  readonly path: readonly string[];
  /** Names never passed on from the user's shell; a trailing `*` stands for any ending. */
  readonly scrub: readonly string[];
  /** Run as this other user: Postgres refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to end when metaton is gone and cannot; SIGTERM by default. */
  readonly endSignal?: Stop['signal'];
}

/** How a process is asked to end. */
export interface Stop {
  readonly signal: 'SIGTERM' | 'SIGINT';
  /** After this long the signal comes a second time, for those that take it for a wish to hurry. */
  readonly againAfterMs?: number;
  /** After this long the whole process group gets SIGKILL. */
  readonly graceMs: number;
  /** The same while it is on its way to being ready, where that takes more. */
  readonly startingGraceMs?: number;
  /** How much of the grace is left from a second Ctrl-C on, ms; 2 s by default. More where a cut would do harm. */
  readonly hurryMs?: number;
}

/** How impatient the user is while something stops. */
export interface Haste {
  /** Second Ctrl-C: not much longer. */
  readonly hurry: AbortSignal;
  /** Third Ctrl-C: now, whatever it costs. */
  readonly kill: AbortSignal;
}

/** A program and its arguments. */
export type CommandWords = readonly [program: string, ...args: string[]];
