/** What an edit does to the lines of a text. */

/** Lines without indents, and where the first of them is, from 1. */
export interface ChangedLines {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly line: number;
}

const lines = (text: string): readonly string[] => {
  const all = text.split(/\r\n|\n|\r/);
  return all.at(-1) === '' ? all.slice(0, -1) : all;
};

/** For edits at one place: what is between the first and the last line that differ. */
export function changedLines(before: string, after: string): ChangedLines {
  const [from, to] = [lines(before), lines(after)];
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  const most = Math.min(from.length, to.length) - head;
  while (tail < most && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const trimmed = (part: readonly string[]): readonly string[] => part.map((line) => line.trim());
  return {
    removed: trimmed(from.slice(head, from.length - tail)),
    added: trimmed(to.slice(head, to.length - tail)),
    line: head + 1,
  };
}

/** The only line that reads so, without its indent, from 1. */
export function lineOf(text: string, wanted: string | undefined): number | undefined {
  const at = lines(text).flatMap((line, index) => (line.trim() === wanted ? [index + 1] : []));
  return at.length === 1 ? at[0] : undefined;
}
