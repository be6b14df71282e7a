import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, LineMaker } from './line-maker.ts';
import { OutputRing, type Reader } from './output-ring.ts';
import type { LogEntry } from './page-state.ts';

const block = (text: string, service = 'web'): Block => ({
  kind: 'log-block',
  service,
  stream: 'stdout',
  bytes: Buffer.from(text),
  at: 0,
});

const makeRing = (size: number): OutputRing => new OutputRing(new LineMaker((bytes, key) => ({ bytes, key })), size);

/** All that a reader gets now. */
function drain(reader: Reader, letters = 1_000): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  for (let batch = reader.read(letters); batch; batch = reader.read(letters))
    entries.push(...(JSON.parse(batch.text) as LogEntry[]));
  return entries;
}

const textsOf = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap(({ lines }) => lines.map(([, text]) => text));

describe('whoever reads', () => {
  it('gets what was printed before and after they came, in order, once', () => {
    const ring = makeRing(100_000);
    ring.push(block('1\n'));
    ring.push(block('2\n3\n', 'store'));
    const reader = ring.open(0);
    expect(textsOf(drain(reader))).toEqual(['1', '2', '3']);
    ring.push(block('4\n'));
    expect(textsOf(drain(reader))).toEqual(['4']);
    expect(reader.missed()).toBe(0);
  });

  it('goes on behind the number that they had last', () => {
    const ring = makeRing(100_000);
    for (const text of ['1\n', '2\n', '3\n']) ring.push(block(text));
    const [first] = drain(ring.open(0));
    expect(textsOf(drain(ring.open(first?.seq ?? 0)))).toEqual(['2', '3']);
    // A number that was never given is one of another run.
    expect(textsOf(drain(ring.open(999)))).toEqual(['1', '2', '3']);
  });

  it('and is slow is told how many lines have gone, and gets the rest', () => {
    const ring = makeRing(3_000);
    const reader = ring.open(0);
    for (let number = 0; number < 100; number++) ring.push(block(`${number}\n`));
    const missed = reader.missed() ?? 0;
    const got = textsOf(drain(reader));
    expect(missed).toBeGreaterThan(0);
    expect(missed + got.length).toBe(100);
    expect(got.at(-1)).toBe('99');
    expect(reader.missed()).toBe(0);
  });

  it('and comes late knows that something has gone, which nobody counted', () => {
    const ring = makeRing(3_000);
    for (let number = 0; number < 100; number++) ring.push(block(`${number}\n`));
    expect(ring.open(0).missed()).toBeUndefined();
    expect(ring.open(99).missed()).toBe(0);
  });
});

it('a service that floods does not push out what others have said', () => {
  const ring = makeRing(10_000);
  ring.push(block('quiet\n', 'store'));
  for (let number = 0; number < 1_000; number++) ring.push(block(`${'flood'.repeat(10)}\n`));
  expect(textsOf(drain(ring.open(0)))[0]).toBe('quiet');
});

it('whatever is printed and read, every line is read or missed, in order', () => {
  const happening = fc.oneof(
    fc.record({ service: fc.constantFrom('a', 'b', 'c'), lines: fc.integer({ min: 1, max: 30 }) }),
    fc.constant('read' as const),
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), (happenings) => {
      const ring = makeRing(4_000);
      const reader = ring.open(0);
      let printed = 0;
      let missed = 0;
      const got: number[] = [];
      const read = (letters: number): void => {
        missed += reader.missed() ?? 0;
        const batch = reader.read(letters);
        if (batch) got.push(...textsOf(JSON.parse(batch.text) as LogEntry[]).map(Number));
      };
      for (const each of happenings) {
        if (each === 'read') read(200);
        else ring.push(block(Array.from({ length: each.lines }, () => `${printed++}\n`).join(''), each.service));
      }
      for (let before = -1; before !== got.length + missed;) {
        before = got.length + missed;
        read(1_000);
      }
      expect(got.length + missed).toBe(printed);
      expect(got).toEqual([...got].sort((one, other) => one - other));
    }),
  );
});
