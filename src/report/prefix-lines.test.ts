import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefixLines } from './prefix-lines.ts';

const newline = 0x0a;
const byte = fc.oneof({ weight: 1, arbitrary: fc.constant(newline) }, { weight: 4, arbitrary: fc.nat(255) });
const block = fc.array(byte, { maxLength: 50 }).map((bytes) => Uint8Array.from([...bytes, newline]));
const prefix = fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 8 }).map((bytes) => Uint8Array.from(bytes));

/** The lines of a block, newlines included. */
const linesOf = (bytes: Uint8Array): readonly (readonly number[])[] =>
  [...bytes].reduce<number[][]>(
    (lines, byte) => {
      lines.at(-1)?.push(byte);
      return byte === newline ? [...lines, []] : lines;
    },
    [[]],
  );

describe('prefixing lines', () => {
  it('puts the prefix before every line and changes no other byte', () => {
    fc.assert(
      fc.property(prefix, block, (before, bytes) => {
        const expected = linesOf(bytes)
          .slice(0, -1)
          .flatMap((line) => [...before, ...line]);
        expect([...prefixLines(before, bytes)]).toEqual(expected);
      }),
    );
  });

  it('keeps empty lines', () => {
    const text = new TextDecoder().decode(
      prefixLines(new TextEncoder().encode('web | '), new TextEncoder().encode('a\n\nb\n')),
    );
    expect(text).toBe('web | a\nweb | \nweb | b\n');
  });
});
