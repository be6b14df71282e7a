/** Wakes those who wait for something new, not more often than anybody can see. */
import type { Clock } from '../model/machine.ts';

/** What happens within a blink goes out together, ms. */
const togetherMs = 80;

/** Something has changed, or will. */
export class Changes {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #isDue = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something is new. */
  tell(): void {
    if (this.#isDue || this.#waiting.size === 0) return;
    this.#isDue = true;
    void this.#clock.sleep(togetherMs).then(() => {
      this.#isDue = false;
      this.wakeAll();
    });
  }

  /** Resolves when something is new, or the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** At once. */
  wakeAll(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
