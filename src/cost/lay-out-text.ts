/** Plain text for a terminal of 80 columns. */

/** How wide text may be. */
export const columns = 80;

/** Rows in columns two apart; numbers (`right`) are flush with the right edge of their column. */
export function table(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const cell = (text: string, column: number): string =>
    right.includes(column) ? text.padStart(width(column)) : text.padEnd(width(column));
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

/** Text broken between words, its first line behind `mark`, all others indented as far. */
export function paragraph(mark: string, text: string): string {
  const indent = ' '.repeat(mark.length);
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(' ')) {
    const isFresh = line === mark || line === indent;
    if (!isFresh && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isFresh ? word : ` ${word}`;
    }
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n');
}

/** A bar of `width` cells at most: full up to `from`, light up to `to`, both parts of 1. */
export function bar(from: number, to: number, width: number): string {
  const full = Math.round(from * width);
  const all = Math.max(Math.round(to * width), to > 0 ? 1 : 0);
  return '█'.repeat(full) + '░'.repeat(Math.max(0, all - full));
}
