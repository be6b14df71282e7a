import { describe, expect, it } from 'vitest';
import { resultText, sqlErrorText } from './sql-text.ts';

describe('an answer', () => {
  it('is a table with the count of its rows', () => {
    const rows = [
      ['1', 'lobby'],
      ['20', null],
    ];
    expect(resultText({ command: 'SELECT', columns: ['id', 'name'], rows, count: 2 })).toBe(
      [' id | name', '----+-------', ' 1  | lobby', ' 20 |', '(2 rows)'].join('\n'),
    );
    expect(resultText({ command: 'SELECT', columns: ['a'], rows: [['1']], count: 1 })).toContain('(1 row)');
  });

  it('without columns says what was done', () => {
    expect(resultText({ command: 'INSERT', columns: [], rows: [], count: 3 })).toBe('INSERT 3');
    expect(resultText({ command: 'CREATE', columns: [], rows: [], count: undefined })).toBe('CREATE');
  });
});

describe('an error', () => {
  const error = { message: 'syntax error', code: '42601', detail: undefined, hint: 'Look.', position: 13 };

  it('shows its place, also after characters that are two halves', () => {
    expect(sqlErrorText(error, "select '🙂',\n1 frm x")).toBe(
      ['ERROR:  syntax error (42601)', 'LINE 2: 1 frm x', '        ^', 'HINT:  Look.'].join('\n'),
    );
  });
});
