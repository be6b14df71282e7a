import { describe, expect, it } from 'vitest';
import { type Block, LineMaker } from './line-maker.ts';

const block = (text: string, more: Partial<Block> = {}): Block => ({
  kind: 'log-block',
  service: 'web',
  stream: 'stdout',
  bytes: Buffer.from(text),
  at: 0,
  ...more,
});

const unmasked = (bytes: Uint8Array, key: number | undefined) => ({ bytes, key });

/** The texts of what comes of blocks. */
const texts = (...blocks: readonly Block[]): readonly string[] => {
  const maker = new LineMaker(unmasked);
  return blocks.flatMap((each) => maker.take(each)).map(([, text]) => text);
};

describe('a line', () => {
  it('is nothing but text: no colours, no cursor, no titles, no links of a terminal', () => {
    const dressed = '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u001b[2Jend\r\n';
    expect(texts(block(dressed))).toEqual(['red link end']);
  });

  it('shows that it has hidden letters, and does not let them turn the others round', () => {
    expect(texts(block('admin\u202egnp.exe\u0000\u2066\n'))).toEqual(['admin\ufffdgnp.exe\ufffd\ufffd']);
  });

  it('keeps what looks like a page as it is: it is never made one', () => {
    expect(texts(block('<script>alert(1)</script>\n'))).toEqual(['<script>alert(1)</script>']);
  });

  it('is cut where nobody would read on, and says so', () => {
    const [text = ''] = texts(block(`${'x'.repeat(9_000)}\n`));
    expect(text).toMatch(/^x{8192}… \(808 more\)$/);
  });

  it('is as bad as it says, and as the one that it goes on with', () => {
    const maker = new LineMaker(unmasked);
    const lines = maker.take(block('[error] it fell\n    at the door\n[info] it stands\n'));
    expect(lines.map(([level]) => level)).toEqual(['error', 'error', 'info']);
  });
});

describe('what has not ended', () => {
  it('waits for its end, so that no half of a secret is seen', () => {
    const seen: string[] = [];
    const maker = new LineMaker((bytes, key) => {
      seen.push(Buffer.from(bytes).toString());
      return { bytes, key };
    });
    expect(maker.take(block('first\ntok', { isPartial: true }))).toEqual([['info', 'first']]);
    expect(maker.take(block('en', { isPartial: true }))).toEqual([]);
    expect(maker.take(block('!\n', { stream: 'stderr' }))).toEqual([['info', '!']]);
    expect(maker.take(block('\n'))).toEqual([['info', 'token']]);
    expect(seen).toEqual(['first\n', '!\n', 'token\n']);
  });

  it('is nothing that may be left out', () => {
    const maker = new LineMaker(unmasked);
    expect(maker.isPlain(block('a\n'))).toBe(true);
    expect(maker.isPlain(block('a', { isPartial: true }))).toBe(false);
    expect(maker.isPlain(block('-----BEGIN PRIVATE KEY-----\n'))).toBe(false);
    maker.take(block('a', { isPartial: true }));
    expect(maker.isPlain(block('b\n'))).toBe(false);
  });
});
