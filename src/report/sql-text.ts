/** What a database answers, for people, in the shape that psql made familiar. */
import type { SqlError, SqlResult } from '../model/sql.ts';

/** A table with the count of its rows, or what was done. */
export function resultText({ command, columns, rows, count }: SqlResult): string {
  if (columns.length === 0) return [command, ...(count === undefined ? [] : [String(count)])].join(' ').trim();
  const cells = rows.map((row) => row.map((value) => value ?? ''));
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    ` ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')}`.trimEnd();
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const total = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return [line(columns), rule, ...cells.map(line), total].join('\n');
}

const widthOf = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

/** The message, the line and a mark below the place, and what else the server says. */
export function sqlErrorText({ message, code, detail, hint, position }: SqlError, sql: string): string {
  return [
    `ERROR:  ${message}${code === undefined ? '' : ` (${code})`}`,
    ...(position === undefined ? [] : placeText(sql, position)),
    ...(detail === undefined ? [] : [`DETAIL:  ${detail}`]),
    ...(hint === undefined ? [] : [`HINT:  ${hint}`]),
  ].join('\n');
}

function placeText(sql: string, position: number): readonly string[] {
  // The server counts characters, not the halves that some of them are made of.
  const before = Array.from(sql)
    .slice(0, position - 1)
    .join('');
  const number = before.split('\n').length;
  const column = Array.from(before.split('\n').at(-1) ?? '').length;
  const label = `LINE ${number}: `;
  return [`${label}${sql.split('\n')[number - 1] ?? ''}`, `${' '.repeat(label.length + column)}^`];
}
