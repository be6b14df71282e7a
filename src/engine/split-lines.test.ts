import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './split-lines.ts';

const newline = 0x0a;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const isWhole = (block: Uint8Array): boolean => block.at(-1) === newline;

/** Bytes with many newlines, cut into pieces of any size, empty ones too. */
const chunks = fc.array(
  fc.array(fc.oneof(fc.constant(newline), fc.nat(255)), { maxLength: 8 }).map((bytes) => Uint8Array.from(bytes)),
  { maxLength: 20 },
);

const split = (pieces: readonly Uint8Array[]): readonly Uint8Array[] => {
  const splitter = new LineSplitter();
  return [...pieces.map((piece) => splitter.push(piece)), splitter.flush()].filter((block) => block !== undefined);
};

describe('splitting into lines', () => {
  it('gives the same bytes in blocks of whole lines, however they were cut', () => {
    fc.assert(
      fc.property(chunks, (pieces) => {
        const all = pieces.flatMap((piece) => [...piece]);
        const blocks = split(pieces);
        expect(blocks.every(isWhole)).toBe(true);
        const isUnfinished = all.length > 0 && all.at(-1) !== newline;
        expect(blocks.flatMap((block) => [...block])).toEqual(isUnfinished ? [...all, newline] : all);
      }),
    );
  });

  it('passes each line on with the piece that ends it', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(bytesOf('a\nb'))).toEqual(bytesOf('a\n'));
    expect(splitter.push(bytesOf('c'))).toBeUndefined();
    expect(splitter.push(bytesOf('\n'))).toEqual(bytesOf('bc\n'));
  });

  it('keeps a letter whole that came in two pieces', () => {
    const [first, second] = bytesOf('é');
    const blocks = split([Uint8Array.of(first ?? 0), Uint8Array.of(second ?? 0, newline)]);
    expect(new TextDecoder().decode(blocks[0])).toBe('é\n');
  });

  it('makes the unfinished end a line, once', () => {
    const splitter = new LineSplitter();
    splitter.push(bytesOf('half'));
    expect(splitter.flush()).toEqual(bytesOf('half\n'));
    expect(splitter.flush()).toBeUndefined();
  });
});
