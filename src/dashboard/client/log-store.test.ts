import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../page-state.ts';
import { LogStore, patternOf } from './log-store.ts';

const entry = (seq: number, texts: readonly string[], service = 'web'): LogEntry => ({
  seq,
  service,
  isError: false,
  at: seq,
  lines: texts.map((text) => [text.startsWith('!') ? 'error' : 'info', text]),
});

const seen = ({ shown }: LogStore): readonly string[] => shown.map(({ text }) => text);

const everything = { hidden: new Set<string>(), level: undefined, pattern: undefined };

describe('lines', () => {
  it('are told from each other by the number that the server gave them', () => {
    const logs = new LogStore();
    logs.append([entry(7, ['a', 'b'])]);
    expect(logs.shown.map(({ id }) => id)).toEqual(['7.0', '7.1']);
    expect(logs.indexOf('7.1')).toBe(1);
  });

  it('are picked by service, level and words, those that come later too', () => {
    const logs = new LogStore();
    logs.append([entry(1, ['a', '!b']), entry(2, ['c'], 'store')]);
    logs.filter = { ...everything, hidden: new Set(['store']) };
    expect(seen(logs)).toEqual(['a', '!b']);
    logs.filter = { ...everything, level: 'error' };
    expect(seen(logs)).toEqual(['!b']);
    logs.filter = { ...everything, pattern: patternOf('B', false) };
    logs.append([entry(3, ['b2', 'x'])]);
    expect(seen(logs)).toEqual(['!b', 'b2']);
    logs.filter = everything;
    expect(seen(logs)).toEqual(['a', '!b', 'c', 'b2', 'x']);
  });

  it('stand still in a pause, and are all there after it', () => {
    const logs = new LogStore();
    logs.append([entry(1, ['a'])]);
    logs.pause();
    logs.append([entry(2, ['b', 'c'])]);
    expect([seen(logs), logs.waiting]).toEqual([['a'], 2]);
    logs.resume();
    expect([seen(logs), logs.waiting]).toEqual([['a', 'b', 'c'], 0]);
  });

  it('are cut off at the beginning when there are too many, and their number is known', () => {
    const logs = new LogStore(10);
    const texts = Array.from({ length: 6_000 }, (_, index) => String(index));
    logs.append([entry(1, texts)]);
    expect(seen(logs)).toEqual(texts.slice(-10));
    expect(logs.droppedShown).toBe(5_990);
  });

  it('that are missing are said to be, whatever is picked', () => {
    const logs = new LogStore();
    logs.filter = { ...everything, pattern: patternOf('nothing', false) };
    logs.miss(12);
    expect(seen(logs)).toEqual([expect.stringContaining('Missed 12 lines')]);
  });
});

it('words are no pattern unless they are meant to be', () => {
  expect(patternOf('a.c', false)?.test('abc')).toBe(false);
  expect(patternOf('a.c', true)?.test('abc')).toBe(true);
  expect(patternOf('(', true)).toBeUndefined();
});
