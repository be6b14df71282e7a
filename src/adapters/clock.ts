/** The real time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/machine.ts';

/** The machine's clock. */
export const makeClock = (): Clock => ({
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  },
});
