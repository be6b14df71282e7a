import { describe, expect, it } from 'vitest';
import { parseAwaited, parseTimeout } from './parse-awaited.ts';

describe('what is to be waited for', () => {
  it('is a service and its state, or a state of all', () => {
    expect(parseAwaited(['hubs=ready', 'my=bot=stopped', 'ready'])).toEqual({
      ok: true,
      value: [
        { service: 'hubs', phase: 'ready' },
        { service: 'my=bot', phase: 'stopped' },
        { service: undefined, phase: 'ready' },
      ],
    });
  });

  it('is told of where it says no state, every word of it', () => {
    expect(parseAwaited(['hubs', 'hubs=red', '=ready', 'ready'])).toMatchObject({
      problems: [{ summary: 'hubs says no state to wait for.', isUsage: true }, {}, {}],
    });
  });

  it.each(['hubs=constructor', 'toString'])('is no word that only the language knows (%s)', (word) => {
    expect(parseAwaited([word])).toMatchObject({ problems: [{ code: 'wait-word-wrong' }] });
  });
});

describe('a length of time', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['50ms', 50],
  ])('%s', (word, ms) => {
    expect(parseTimeout(word)).toEqual({ ok: true, value: ms });
  });

  it.each(['', 's', '-5s', '5 s', '5d'])('is not %j', (word) => {
    expect(parseTimeout(word)).toMatchObject({ problems: [{ code: 'timeout-wrong', isUsage: true }] });
  });
});
