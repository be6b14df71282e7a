/** Parts of the machine that few commands need are loaded with the first question. */

/** A part that answers nothing at once. */
type Patient<T> = { readonly [Name in keyof T]: (...given: never[]) => Promise<unknown> };

/** Stands for the part that `load` brings, which is brought at most once. */
export function whenAsked<T extends Patient<T>>(load: () => Promise<T>): T {
  let part: Promise<T> | undefined;
  const ask =
    (name: keyof T) =>
    async (...given: never[]): Promise<unknown> => {
      part ??= load();
      return (await part)[name](...given);
    };
  // Only what the type knows is ever asked for; of a promise it must not have the look.
  return new Proxy({} as T, { get: (_, name) => (name === 'then' ? undefined : ask(name as keyof T)) });
}
