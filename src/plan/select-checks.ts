/** Which checks a user means. */
import type { Check } from '../model/check.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { checkUnknown } from '../model/problems/check.ts';

/** Ids, or groups such as `cert`. */
export interface CheckSelection {
  /** These and what they rest on; all where empty. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** In their order. What is skipped is not asked, even where others rest on it: they are asked without. */
export function selectChecks(all: readonly Check[], { only, skip }: CheckSelection): Result<readonly Check[]> {
  const words = [...new Set(all.flatMap(({ id }) => [groupOf(id), id]))];
  const unknown = [...only, ...skip].filter((word) => !words.includes(word));
  const [first] = unknown;
  if (first !== undefined) return failed(checkUnknown(unknown, nearest(first, words)));
  const fits = (id: string, given: readonly string[]): boolean => given.includes(id) || given.includes(groupOf(id));
  const wanted = new Set(only.length === 0 ? all : all.filter(({ id }) => fits(id, only)));
  // Those that others rest on stand before them.
  for (const check of all.toReversed())
    if (wanted.has(check)) for (const other of all) if (check.needs.includes(other.id)) wanted.add(other);
  return ok(all.filter((check) => wanted.has(check) && !fits(check.id, skip)));
}

const groupOf = (id: string): string => id.split('.')[0] ?? id;

/** The word that takes the fewest changes to come to. */
function nearest(word: string, words: readonly string[]): string {
  return words.reduce((best, other) => (distance(word, other) < distance(word, best) ? other : best));
}

/** Letters to be added, taken away or changed: https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
