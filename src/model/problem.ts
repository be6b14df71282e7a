/** What a user can meet when something goes wrong, and the outcome of anything that can fail in an expected way. */

import type { Explanation } from './failure.ts';

/** Something the user can understand and act on. Expected failures are Problems; bugs are thrown. */
export interface Problem {
  /** Stable, greppable, documented: `port-taken`, `era-unknown`. Never reworded. */
  readonly code: string;
  /** What happened, one sentence, present tense, names the thing: "Port 4000 is already in use." */
  readonly summary: string;
  /** Evidence: what was observed and where (`reticulum/config/dev.exs`), one line or several. */
  readonly evidence?: string;
  /** What to do next, most likely first. Never empty: a Problem without a way out is a bug. */
  readonly fixes: readonly [string, ...string[]];
  /** Known failures that its evidence shows, with what to do about them. */
  readonly known?: readonly Explanation[];
  /** The service it concerns; absent when it concerns the whole stack. */
  readonly service?: string;
  /** True when the user's settings or words are at fault: the exit code is then 2. */
  readonly isUsage?: boolean;
  /** How the stack stands, where that is what was asked: the exit code is then 3 or 4. */
  readonly standing?: 'degraded' | 'down';
  /** The underlying error, shown only with `--verbose`. */
  readonly cause?: unknown;
}

/** The Problem, with the known failures that its evidence shows. */
export const withKnown = (problem: Problem, known: readonly Explanation[]): Problem =>
  known.length === 0 ? problem : { ...problem, known };

/** One Problem or more: failures are collected, not just the first. */
export type Problems = readonly [Problem, ...Problem[]];

/** The outcome of anything that can fail in an expected way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: Problems };

/** The outcome that succeeded with a value. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** The outcome that failed with at least one Problem. */
export const failed = (...problems: Problems): Result<never> => ({ ok: false, problems });

/** Fails when there is any Problem, else succeeds with the value. */
export function okUnless<T>(problems: readonly Problem[], value: T): Result<T> {
  const [first, ...others] = problems;
  return first === undefined ? ok(value) : failed(first, ...others);
}

/** Thrown by adapters to carry a Problem to the one place that turns it into a Result. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.summary);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}
