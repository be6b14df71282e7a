/** What a file would be without metaton: pure, from what was left there and what is there now. */
import { unfinishedMerge } from '../model/patch.ts';
import { linesOf, mergeTexts, type MergeConflict } from './merge-texts.ts';

/** A text that metaton left in a file, and what the file would have been without it. */
export interface LeftText {
  /** SHA-256 of what was left, and of what would have been there; `null` where metaton made the file. */
  readonly ours: string;
  readonly original: string | null;
  /** The texts themselves, where they are still at hand. */
  readonly oursText: string | undefined;
  readonly originalText: string | undefined;
}

/** Whose line it is to be where both have changed it. */
export type Preference = 'ours' | 'theirs';

/** What taking metaton's lines off a file comes to. */
export type TakenOff =
  /** The text without them; `undefined` where there would be no such file. */
  | { readonly kind: 'text'; readonly text: string | undefined }
  /** None of them is there. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'conflict'; readonly conflicts: readonly MergeConflict[] }
  /** A merge or a rebase has stopped here: the line of its first mark. */
  | { readonly kind: 'unfinished-merge'; readonly line: number }
  /** What was there is lost, or the file has nothing in common with it any more. */
  | { readonly kind: 'unknown' };

/** Exact where the file is as it was left; else line by line, keeping all that others have done since. */
export function takeOff(
  current: string,
  hash: string,
  left: readonly LeftText[],
  prefer: Preference | undefined,
): TakenOff {
  const exact = left.find(({ ours }) => ours === hash);
  if (exact) return exactly(exact);
  if (left.some(({ original }) => original === hash)) return { kind: 'nothing' };
  const mark = unfinishedMerge(current);
  if (mark !== undefined) return { kind: 'unfinished-merge', line: mark };
  const [last] = left;
  if (last?.oursText === undefined || (last.original !== null && last.originalText === undefined))
    return { kind: 'unknown' };
  if (last.original === null && !hasAny(current, last.oursText)) return { kind: 'nothing' };
  const merged = mergeTexts(last.oursText, last.originalText ?? '', current, prefer === 'ours' ? 'wanted' : 'present');
  if (!merged) return { kind: 'unknown' };
  if (merged.conflicts.length > 0 && prefer === undefined) return { kind: 'conflict', conflicts: merged.conflicts };
  if (merged.text === current) return { kind: 'nothing' };
  return { kind: 'text', text: merged.text === '' && last.original === null ? undefined : merged.text };
}

function exactly({ original, originalText }: LeftText): TakenOff {
  if (original === null) return { kind: 'text', text: undefined };
  return originalText === undefined ? { kind: 'unknown' } : { kind: 'text', text: originalText };
}

const trimmed = (text: string): string[] => linesOf(text).map((line) => line.trim());

/** Whether anything of what metaton made is still in a file. */
function hasAny(text: string, ours: string): boolean {
  const present = new Set(trimmed(text));
  return trimmed(ours).some((line) => line !== '' && present.has(line));
}
