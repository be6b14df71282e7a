/** What becomes of a service that ended although nobody had asked it to. Pure. */
import type { Exit } from '../model/machine.ts';
import type { RestartPolicy } from '../model/restart-policy.ts';
import type { Verdict } from './lifecycle.ts';

/** Restarts in a row before it counts as a loop. */
export const restartBudget = 5;

/** So long a service must have been ready for the crashes before to be forgotten, ms. */
export const healthyMs = 60_000;

/** Pause before the second restart in a row, ms; each further one is twice as long. The first comes at once. */
const firstPauseMs = 200;

/** Longest pause, ms. */
const longestPauseMs = 10_000;

/** Pauses differ by so much of themselves, up or down. */
const jitter = 0.25;

/** `inARow` restarts have come before without a healthy time; `chance` is between 0 and 1. */
export function judgeExit(policy: RestartPolicy, exit: Exit, inARow: number, chance: number): Verdict {
  const isSuccess = exit.code === 0;
  if (isSuccess && policy !== 'always') return { kind: 'completed' };
  if (policy === 'never' || inARow >= restartBudget) return { kind: 'over' };
  return { kind: 'again', inMs: pauseBefore(inARow, chance) };
}

const pauseBefore = (inARow: number, chance: number): number => {
  if (inARow === 0) return 0;
  const pause = Math.min(firstPauseMs * 2 ** (inARow - 1), longestPauseMs);
  return Math.round(pause * (1 + jitter * (2 * chance - 1)));
};
