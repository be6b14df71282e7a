import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from './merge-texts.ts';
import { type LeftText, takeOff } from './take-off.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const left = (ours: string, original: string | undefined): LeftText => ({
  ours: sha256(ours),
  original: original === undefined ? null : sha256(original),
  oursText: ours,
  originalText: original,
});
const off = (current: string, ours: string, original: string | undefined, prefer?: 'ours' | 'theirs') =>
  takeOff(current, sha256(current), [left(ours, original)], prefer);

const original = 'a\nhost = "up"\nb\nport\nc\n';
const ours = 'a\nhost = "ours"\nb\nport\nip\nc\n';

describe('metaton’s lines', () => {
  it('are taken off exactly where nothing else has changed', () => {
    expect(off(ours, ours, original)).toEqual({ kind: 'text', text: original });
    expect(off(original, ours, original)).toEqual({ kind: 'nothing' });
    expect(off('A=1\n', 'A=1\n', undefined)).toEqual({ kind: 'text', text: undefined });
  });

  it('are taken off between lines that others have put in, changed and removed', () => {
    expect(off('new\na\nhost = "ours"\nb!\nport\nip\nmore\n', ours, original)).toEqual({
      kind: 'text',
      text: 'new\na\nhost = "up"\nb!\nport\nmore\n',
    });
  });

  it('that others have changed are shown with both sides, and go by what is preferred', () => {
    const changed = ours.replace('"ours"', '"mine"');
    expect(off(changed, ours, original)).toEqual({
      kind: 'conflict',
      conflicts: [{ line: 2, base: ['host = "ours"\n'], wanted: ['host = "up"\n'], present: ['host = "mine"\n'] }],
    });
    expect(off(changed, ours, original, 'ours')).toEqual({ kind: 'text', text: original });
    expect(off(changed, ours, original, 'theirs')).toEqual({ kind: 'text', text: original.replace('up', 'mine') });
  });

  it('that others have put back themselves are nothing to take off', () => {
    expect(off(`${original}mine\n`, ours, original)).toEqual({ kind: 'nothing' });
  });

  it('are not looked for in a file that somebody else has made in the place of ours', () => {
    expect(off('B=2\n', 'A=1\n', undefined)).toEqual({ kind: 'nothing' });
    expect(off('A=1\nB=2\n', 'A=1\n', undefined)).toEqual({ kind: 'text', text: 'B=2\n' });
  });

  it('stay where a merge is unfinished, or what was there before is lost', () => {
    expect(off(`${ours}<<<<<<< HEAD\n=======\n>>>>>>> other\n`, ours, original)).toEqual({
      kind: 'unfinished-merge',
      line: 7,
    });
    const lost: LeftText = { ...left(ours, original), originalText: undefined };
    expect(takeOff(`${ours}x`, sha256(`${ours}x`), [lost], undefined)).toEqual({ kind: 'unknown' });
  });
});

const line = fc.oneof(
  fc.constantFrom('', '}', '  end', 'host = "x"', '🦆 = 1', '# host = "up"'),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\r\n\uFFFD]/g, '')),
);
const end = fc.constantFrom('\n', '\r\n');
const text = fc
  .tuple(fc.array(fc.tuple(line, end), { maxLength: 25 }), line)
  .map(([lines, last]) => lines.map((parts) => parts.join('')).join('') + last);

describe('any file', () => {
  it('comes back exact, whatever it is and whatever was made of it', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const taken = off(after, after, before);
        expect(taken).toEqual(after === before ? taken : { kind: 'text', text: before });
      }),
    );
  });

  /** Lines that only a user writes: none of them may be lost, whatever is done beside it. */
  it('loses no line of the user: what he put in is there after, or nothing is done', () => {
    const place = fc.nat({ max: 40 });
    const own = fc.nat({ max: 999 }).map((number) => `mine ${number} 🦆`);
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(place, fc.boolean()), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(place, own, fc.constantFrom('insert', 'replace', 'remove')), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(undefined, 'theirs' as const),
        (before, edits, changes, prefer) => {
          const patched = linesOf(before);
          for (const [at, isInsert] of edits) {
            if (patched.length === 0) break;
            patched.splice(at % patched.length, isInsert ? 0 : 1, `ours ${at}\n`);
          }
          const left = patched.join('');
          const present = linesOf(left);
          for (const [at, words, kind] of changes)
            present.splice(
              at % (present.length + 1),
              kind === 'insert' ? 0 : 1,
              ...(kind === 'remove' ? [] : [`${words}\n`]),
            );
          const current = present.join('');
          const taken = off(current, left, before, prefer);
          if (taken.kind !== 'text') return;
          const mine = (whole: string): readonly string[] => whole.match(/mine \d+ 🦆/g) ?? [];
          expect(mine(taken.text ?? '')).toEqual(mine(current));
          const foreign = (whole: string): number => (whole.match(/^ours \d+$/gm) ?? []).length;
          expect(foreign(taken.text ?? '')).toBeLessThanOrEqual(foreign(current));
        },
      ),
    );
  });

  it('may be of 5 MB', { timeout: 60_000 }, () => {
    const big = Array.from({ length: 40_000 }, (_, index) => (index % 3 === 0 ? '}' : `${index} 🦆`.repeat(8)));
    const before = `${big.join('\r\n')}\r\nhost = "up"\r\n${big.join('\n')}`;
    const after = before.replace('"up"', '"ours"');
    const current = `first\n${after}\nlast`;
    expect(off(current, after, before)).toEqual({ kind: 'text', text: `first\n${before}\nlast` });
  });
});
