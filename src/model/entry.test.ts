import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from './entry.ts';

describe('the lines of an entry', () => {
  it.each([
    ['a JS error with its stack', ['TypeError: x', '    at f (/a.js:1:2)', '  code: 1', '}']],
    [
      'a crash that Elixir tells of',
      [
        '12:00:01.123 [error] GenServer :a terminating',
        '** (RuntimeError) boom',
        '    (ret 1.0.0) lib/a.ex:1: A.b/1',
        'Last message: :go',
        'State: %{}',
      ],
    ],
    ['the same in colours', ['\u001b[31m[error] Task terminating', '** (Exit) no', '\u001b[31m    more']],
    ['a value under its line', ['[debug] Processing with A.b/2', '  Parameters: %{}']],
    [
      'an error of webpack',
      [
        'ERROR in ./src/a.js 1:1',
        "Module not found: Error: Can't resolve './b'",
        '',
        '> 1 | import "./b"',
        '    | ^',
        '@ ./src/hub.js 1:0-2',
        '  at x',
      ],
    ],
    ['an error of Postgres', ['[77] ERROR:  no such thing', '[77] STATEMENT:  SELECT 1']],
  ])('are together: %s', (_, lines) => {
    expect(entriesOf(['before', ...lines, '[info] after'].join('\n'))).toEqual([
      'before',
      lines.join('\n'),
      '[info] after',
    ]);
  });

  it.each([
    ['plain ones', 'a\nb\n\nc'],
    ['two errors of webpack', 'ERROR in a\nERROR in b'],
    ['what only looks like a part of a crash', 'hello\nState: ready'],
    ['what comes after a build', 'ERROR in a\n\ncompiled with 1 error'],
  ])('are apart: %s', (_, text) => {
    const entries = entriesOf(text);
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.filter((entry) => /\n./.test(entry))).toEqual([]);
  });

  it('are all there, in order', () => {
    const line = fc.constantFrom('a', '', '  b', 'ERROR in c', '[error] d', '** (E) e', 'State: f', '}', '> 1 | g');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = lines.join('\n');
        expect(entriesOf(text).join('\n')).toBe(text);
      }),
    );
  });
});
