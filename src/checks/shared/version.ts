/** Versions as programs tell them. */

/** The first number of a text such as `v20.19.1`, in its parts; `undefined` where there is none. */
export function versionIn(text: string | undefined): readonly number[] | undefined {
  const found = /\d+(?:\.\d+)*/.exec(text ?? '')?.[0];
  return found?.split('.').map(Number);
}

/** Whether a version is the other or a later one; parts that are not given are 0. */
export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  for (let part = 0; part < Math.max(version.length, least.length); part++) {
    const difference = (version[part] ?? 0) - (least[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
