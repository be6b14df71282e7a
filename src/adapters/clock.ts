/** The real time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/machine.ts';

/** A timer of Node cannot run longer, ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock. */
export const makeClock = (): Clock => ({
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await wait(Math.min(ms, longestTimerMs), undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  },
  chance: () => Math.random(),
});
