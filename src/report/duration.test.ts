import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration } from './duration.ts';

describe('a duration in words', () => {
  it.each([
    [0, '0.0 s'],
    [412, '0.4 s'],
    [12_060, '12.1 s'],
    [60_000, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '60 min 0 s'],
  ])('is %i ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('never has sixty seconds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(600_000), fc.integer({ min: 59_900, max: 60_100 })), (ms) => {
        expect(duration(ms)).not.toMatch(/\b60(\.\d)? s/);
      }),
    );
    expect(duration(59_999)).toBe('1 min 0 s');
  });
});
