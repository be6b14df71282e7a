/** A deadline that counts only the time in which the machine was awake. */
import type { Clock } from '../model/machine.ts';

/** A pause that is longer than asked by this much was no pause but the sleep of the machine, ms. */
const sleepMs = 2_000;

/** So long a machine may go to sleep unnoticed, ms: whoever waits longer waits in pieces. */
const pieceMs = 1_000;

/** Moves on while the machine sleeps. */
export class Deadline {
  readonly #clock: Clock;
  #at: number;

  constructor(clock: Clock, withinMs: number) {
    this.#clock = clock;
    this.#at = clock.now() + withinMs;
  }

  /** What is left, ms; 0 when it has passed. */
  get leftMs(): number {
    return Math.max(this.#at - this.#clock.now(), 0);
  }

  /** Resolves after `ms`, at the deadline, or at once when the signal aborts, whichever is first. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const askedMs = Math.min(ms, this.leftMs);
    const from = this.#clock.now();
    await this.#clock.sleep(askedMs, signal);
    const beyondMs = this.#clock.now() - from - askedMs;
    if (beyondMs > sleepMs) this.#at += beyondMs;
  }

  /** Resolves at the deadline, or at once when the signal aborts. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.leftMs > 0 && !signal.aborted) await this.pause(pieceMs, signal);
  }
}
