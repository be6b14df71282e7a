import { describe, expect, it } from 'vitest';
import { defineFailure, type FailureDefinition } from '../model/failure.ts';
import { FailureMatcher, FailureWatch } from './match-failures.ts';

const madeUp = (id: string, given: Partial<FailureDefinition>) =>
  defineFailure({
    id,
    services: [],
    seenIn: ['log'],
    marks: ['port taken'],
    pattern: /port taken/,
    title: id,
    meaning: id,
    remedies: ['Mend it.'],
    source: 'https://example.com/',
    example: 'port taken',
    ...given,
  });

const portTaken = madeUp('taken', { pattern: /port taken: \d+$/ });
const noMemory = madeUp('no-memory', { services: ['web'], marks: ['out of memory'], pattern: /out of memory/ });
const noise = madeUp('noise', { isHarmless: true, marks: ['never mind'], pattern: /never mind/ });
const refused = madeUp('refused', { seenIn: ['answer'], marks: ['refused: '], pattern: /refused: / });
const matcher = new FailureMatcher([portTaken, noMemory, noise, refused]);

const ids = (text: string): readonly string[] => matcher.find(Buffer.from(text)).map(({ failure }) => failure.id);

describe('lines', () => {
  it('that show a failure are found with where they begin, without colours and ends of Windows', () => {
    const text = 'hello\r\n\u001b[31mport taken: 80\u001b[39m\r\nbye\n';
    expect(matcher.find(Buffer.from(text))).toEqual([{ failure: portTaken, line: 'port taken: 80', offset: 7 }]);
  });

  it('with the mark alone show none', () => {
    expect(ids('port taken by nobody\n')).toEqual([]);
  });

  it('show one failure each, in their order', () => {
    expect(ids('out of memory out of memory\nport taken: 1\nout of memory')).toEqual([
      'no-memory',
      'taken',
      'no-memory',
    ]);
  });

  it('are found by their middle however long they are', () => {
    const long = `${'x'.repeat(100_000)} out of memory ${'y'.repeat(100_000)}\n`;
    expect(matcher.find(Buffer.from(long))[0]?.line.length).toBeLessThan(5_000);
  });
});

describe('what a text tells', () => {
  it('is its causes, each once: nothing harmless, nothing of other services or places', () => {
    const text = 'never mind\nout of memory\nout of memory\nrefused: you\n';
    expect(matcher.explain(text, 'log', 'web').map(({ id }) => id)).toEqual(['no-memory']);
    expect(matcher.explain(text, 'log', 'db')).toEqual([]);
    expect(matcher.explain(text, 'answer').map(({ id }) => id)).toEqual(['refused']);
  });
});

describe('a service that is watched', () => {
  const block = (text: string, given: { stream?: 'stdout' | 'stderr'; isPartial?: boolean; at?: number } = {}) => ({
    kind: 'log-block' as const,
    service: 'web',
    stream: 'stdout' as const,
    bytes: Buffer.from(text),
    at: 0,
    ...given,
  });

  it('has each failure said once, and counted', () => {
    const watch = new FailureWatch(matcher, 'web');
    expect(watch.take(block('port taken: 1\nport taken: 2\n', { at: 5 }))).toMatchObject([
      { kind: 'failure-seen', service: 'web', line: 'port taken: 1', at: 5, failure: { id: 'taken' } },
    ]);
    expect(watch.take(block('port taken: 3\n', { at: 9 }))).toEqual([]);
    expect(watch.last).toMatchObject({ failure: { id: 'taken' }, line: 'port taken: 3', count: 3, at: 9 });
  });

  it('is not blamed for what is harmless, although that is said', () => {
    const watch = new FailureWatch(matcher, 'web');
    expect(watch.take(block('never mind\n'))).toMatchObject([{ failure: { id: 'noise', isHarmless: true } }]);
    expect(watch.last).toBeUndefined();
  });

  it('is understood when a line comes in parts, and its streams are not mixed up', () => {
    const watch = new FailureWatch(matcher, 'web');
    expect(watch.take(block('out of ', { isPartial: true }))).toEqual([]);
    expect(watch.take(block('memory\n', { stream: 'stderr' }))).toEqual([]);
    expect(watch.take(block('memory\n'))).toMatchObject([{ line: 'out of memory' }]);
  });

  it('may print a line without end without being kept in memory', () => {
    const watch = new FailureWatch(matcher, 'web');
    const part = block(`${'x'.repeat(70_000)} out of memory`, { isPartial: true });
    expect(watch.take(part)).toMatchObject([{ failure: { id: 'no-memory' } }]);
    for (let count = 0; count < 100; count++) expect(watch.take(part)).toEqual([]);
  });

  it('does not tell secrets', () => {
    const watch = new FailureWatch(matcher, 'web');
    const [seen] = watch.take(block('out of memory at postgres://me:hunter2@localhost/db\n'));
    expect(seen?.line).not.toContain('hunter2');
  });
});
