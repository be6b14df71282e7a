import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkFinder } from './find-marks.ts';

/** Marks and where they begin, one after the other. */
function found(marks: readonly string[], text: string): readonly (readonly [string, number])[] {
  const all: (readonly [string, number])[] = [];
  new MarkFinder(marks).find(Buffer.from(text, 'latin1'), (mark, at) => {
    all.push([marks[mark] ?? '', at]);
    return at + 1;
  });
  return all;
}

describe('marks', () => {
  it('are found at the beginning, in the middle and at the end, and at nothing else', () => {
    expect(found(['EADDRINUSE', 'out of memory'], 'EADDRINUSE, EADDRINUS, out of memory')).toEqual([
      ['EADDRINUSE', 0],
      ['out of memory', 23],
    ]);
    expect(found(['EADDRINUSE'], '')).toEqual([]);
    expect(found([], 'EADDRINUSE')).toEqual([]);
  });

  it('that a block cuts off are not there', () => {
    expect(found(['jose_jws_alg_rsa', 'EADDRINUSE'], 'jose_jws_alg')).toEqual([]);
  });

  it('are looked for only from where whoever is told says', () => {
    const seen: number[] = [];
    new MarkFinder(['EADDRINUSE']).find(Buffer.from('EADDRINUSE EADDRINUSE\nEADDRINUSE'), (_, at) => {
      seen.push(at);
      return 21;
    });
    expect(seen).toEqual([0, 22]);
  });

  it('are all found, as by looking at every place', () => {
    // Few letters, so that marks begin alike and overlap.
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c') });
    const marks = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 6 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(marks, letters, (words, text) => {
        const places = Array.from(text, (_, at) => at).filter((at) => words.some((word) => text.startsWith(word, at)));
        expect(found(words, text).map(([, at]) => at)).toEqual(places);
      }),
    );
  });
});
