import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from './split-statements.ts';

describe('statements', () => {
  it.each([
    ['select 1; select 2;', ['select 1', 'select 2'], ''],
    ['select 1', [], 'select 1'],
    [`select ';'; x`, [`select ';'`], ' x'],
    [`select 'it''s; fine';`, [`select 'it''s; fine'`], ''],
    [`select E'\\';';`, [`select E'\\';'`], ''],
    [`select type'\\'; select 2;`, [`select type'\\'`, 'select 2'], ''],
    ['select ";" from "a""b;";', ['select ";" from "a""b;"'], ''],
    ['select 1 -- not; here\n;', ['select 1 -- not; here'], ''],
    ['/* a; /* b; */ c; */ select 1;', ['/* a; /* b; */ c; */ select 1'], ''],
    ['do $$ begin; end $$; select 1;', ['do $$ begin; end $$', 'select 1'], ''],
    ['do $x$ $$;$$ $y$ $x$;', ['do $x$ $$;$$ $y$ $x$'], ''],
    ['select a$b$c; select 2;', ['select a$b$c', 'select 2'], ''],
    ["select 'not yet;", [], "select 'not yet;"],
    ['do $$ not; yet', [], 'do $$ not; yet'],
    [';;\n ; -- nothing\n', [], ''],
  ])('of %j end where Postgres ends them', (text, statements, rest) => {
    expect(splitStatements(text)).toEqual({ statements, rest });
  });

  it('are the same however the text comes in', () => {
    const word = fc.constantFrom("'", '"', '$$', ';', '--', '\n', '/*', '*/', 'e', 'x', ' ', '$t$', '\\');
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (first, second) => {
        const [a, b] = [first.join(''), second.join('')];
        const { statements } = splitStatements(a);
        // Where the first part ends in the middle of nothing, not even of a comment that stays with what follows it,
        // it makes no difference that the rest came later.
        fc.pre(splitStatements(`${a} x`).rest.trim() === 'x' && !/[-/e$\w\\]$/.test(a));
        expect(splitStatements(a + b).statements).toEqual([...statements, ...splitStatements(b).statements]);
      }),
    );
  });
});
