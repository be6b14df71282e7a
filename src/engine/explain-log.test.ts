import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineFailure } from '../model/failure.ts';
import { explainLog } from './explain-log.ts';
import { FailureMatcher } from './match-failures.ts';

const failure = defineFailure({
  id: 'port-taken',
  title: 'A port is taken.',
  services: [],
  seenIn: ['log'],
  marks: ['EADDRINUSE'],
  pattern: /EADDRINUSE/,
  example: 'EADDRINUSE',
  meaning: 'Somebody else listens there.',
  remedies: ['End it.'],
  source: 'https://example.org',
});
const matcher = new FailureMatcher([failure]);

async function* blocks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text as string));
}

describe('a log', () => {
  it('is read by lines, wherever its blocks end', async () => {
    const text = 'one\ntwo\nError: listen EADDRINUSE ::4000\nthree\nagain EADDRINUSE\n';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: text.length })), async (cuts) => {
        const ends = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const parts = ends.slice(1).map((end, index) => text.slice(ends[index], end));
        expect(await explainLog(blocks(...parts), matcher)).toEqual({
          lines: 5,
          found: [{ failure, firstLine: 3, words: 'Error: listen EADDRINUSE ::4000', count: 2 }],
        });
      }),
    );
  });

  it('may be what PowerShell writes', async () => {
    const text = Buffer.from('\uFEFFone\r\nEADDRINUSE\r\n', 'utf16le');
    expect((await explainLog(blocks(text.subarray(0, 7), text.subarray(7)), matcher)).found).toMatchObject([
      { firstLine: 2, words: 'EADDRINUSE' },
    ]);
  });

  it('may be JSON, in which the words are escaped', async () => {
    const line = JSON.stringify({ level: 'error', msg: 'say "EADDRINUSE"\nand go' });
    const { found } = await explainLog(blocks(`${line}\n`), matcher);
    expect(found[0]?.words).toMatch(/^say "EADDRINUSE" and go \{/);
  });

  it('is shown without secrets, and without more of a line than helps', async () => {
    const line = `postgres://me:hunter2@db/x EADDRINUSE ${'x'.repeat(500)}`;
    const words = (await explainLog(blocks(line), matcher)).found[0]?.words ?? '';
    expect(words).not.toContain('hunter2');
    expect(words).toHaveLength(240);
  });

  it('that has no end of line for long is looked at in parts', async () => {
    const long = 'x'.repeat(800_000);
    const { lines, found } = await explainLog(blocks(long, `${long} EADDRINUSE`, long, long, '\n'), matcher);
    expect(found).toMatchObject([{ count: 1 }]);
    expect(lines).toBeGreaterThan(0);
  });
});
