/** Takes edits off a text that others have changed since: a three-way merge, line by line, every byte of a line included. */
import { diffArrays } from 'diff';

/** What both sides have made of the same lines. */
export interface MergeConflict {
  /** Where it begins in the text that was changed since, from 1. */
  readonly line: number;
  readonly base: readonly string[];
  readonly wanted: readonly string[];
  readonly present: readonly string[];
}

/** A merged text; where the sides are at odds it has what is preferred. */
export interface Merged {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
}

/** Lines of the base from `start` to before `end`, and what is there instead. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** So many lines may differ before a comparison is given up: beyond that nothing of use comes of it, and it takes long. */
const mostChanges = 4000;

/**
 * Does to `present` what leads from `base` to `wanted`. `undefined` where the texts have too little in common to tell.
 */
export function mergeTexts(
  base: string,
  wanted: string,
  present: string,
  prefer: 'wanted' | 'present',
): Merged | undefined {
  const from = linesOf(base);
  const ours = hunksBetween(from, linesOf(wanted));
  const theirs = hunksBetween(from, linesOf(present));
  if (!ours || !theirs) return undefined;
  const conflicts: MergeConflict[] = [];
  const result: string[] = [];
  let at = 0;
  let shift = 0;
  const copyUpTo = (end: number): void => {
    for (; at < end; at++) result.push(from[at] ?? '');
  };
  const take = (hunk: Hunk): void => {
    copyUpTo(hunk.start);
    for (const line of hunk.lines) result.push(line);
    at = hunk.end;
  };
  for (const group of groupsOf(ours, theirs)) {
    if (group.theirs.length === 0 || isSame(group)) for (const hunk of group.ours) take(hunk);
    else if (group.ours.length === 0) for (const hunk of group.theirs) take(hunk);
    else {
      const [mine, other] = [wholeOf(group.ours, group, from), wholeOf(group.theirs, group, from)];
      conflicts.push({
        line: group.start + shift + 1,
        base: from.slice(group.start, group.end),
        wanted: mine.lines,
        present: other.lines,
      });
      take(prefer === 'wanted' ? mine : other);
    }
    shift += group.theirs.reduce((sum, { start, end, lines }) => sum + lines.length - (end - start), 0);
  }
  copyUpTo(from.length);
  return { text: result.join(''), conflicts };
}

/** Lines with what ends them, so that putting them together again is exact. */
export const linesOf = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/** What differs, in the smallest pieces: lines that were replaced one by one are a piece each. */
function hunksBetween(from: string[], to: string[]): readonly Hunk[] | undefined {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  const most = Math.min(from.length, to.length) - head;
  while (tail < most && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const changes = diffArrays(from.slice(head, from.length - tail), to.slice(head, to.length - tail), {
    maxEditLength: mostChanges,
  });
  if (!changes) return undefined;
  const hunks: Hunk[] = [];
  let at = head;
  let open: { start: number; removed: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open) hunks.push(...split({ start: open.start, end: open.start + open.removed, lines: open.lines }));
    open = undefined;
  };
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      close();
      at += value.length;
      continue;
    }
    open ??= { start: at, removed: 0, lines: [] };
    if (removed) {
      open.removed += value.length;
      at += value.length;
    } else open.lines = [...open.lines, ...value];
  }
  close();
  return hunks;
}

const split = (hunk: Hunk): readonly Hunk[] =>
  hunk.lines.length === hunk.end - hunk.start
    ? hunk.lines.map((line, index) => ({ start: hunk.start + index, end: hunk.start + index + 1, lines: [line] }))
    : [hunk];

interface Group {
  start: number;
  end: number;
  readonly ours: Hunk[];
  readonly theirs: Hunk[];
}

/** Hunks of both sides in order; those that touch the same lines are together. */
function groupsOf(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Group[] {
  const all = [
    ...ours.map((hunk) => ({ hunk, side: 'ours' as const })),
    ...theirs.map((hunk) => ({ hunk, side: 'theirs' as const })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  const groups: Group[] = [];
  for (const { hunk, side } of all) {
    const last = groups.at(-1);
    if (last && overlaps(last, hunk)) {
      last.end = Math.max(last.end, hunk.end);
      last[side].push(hunk);
    } else {
      groups.push({ start: hunk.start, end: hunk.end, ours: [], theirs: [], [side]: [hunk] });
    }
  }
  return groups;
}

/** A line put in beside a changed one leaves that alone; two put in at the same place are in no order. */
const overlaps = (a: { start: number; end: number }, b: Hunk): boolean =>
  b.start < a.end || (b.start === a.start && b.end === a.end);

function isSame({ ours, theirs }: Group): boolean {
  const key = (hunks: readonly Hunk[]): string => JSON.stringify(hunks);
  return key(ours) === key(theirs);
}

/** All that one side has made of the lines of a group. */
function wholeOf(hunks: readonly Hunk[], { start, end }: Group, from: readonly string[]): Hunk {
  const lines: string[] = [];
  let at = start;
  for (const hunk of hunks) {
    lines.push(...from.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return { start, end, lines: [...lines, ...from.slice(at, end)] };
}
