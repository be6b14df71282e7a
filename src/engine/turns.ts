/** Lets work on the same thing be done one after the other. */

/** By what it is about. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the work when all that came before it under this key is over. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work);
    // Its failure is told to whoever wanted it.
    this.#last.set(
      key,
      mine.catch(() => undefined),
    );
    return mine;
  }
}
