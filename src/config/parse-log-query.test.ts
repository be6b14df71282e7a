import { describe, expect, it } from 'vitest';
import { parseLogQuery, type LogWords } from './parse-log-query.ts';

const now = Date.UTC(2027, 2, 1, 12);

const query = (words: Omit<LogWords, 'ids'>) => {
  const result = parseLogQuery({ ids: [], ...words }, [], now);
  if (!result.ok) throw new Error(result.problems[0].summary);
  return result.value;
};

describe('what is asked of the logs', () => {
  it.each([
    ['30s', now - 30_000],
    ['10m', now - 600_000],
    ['1.5h', now - 5_400_000],
    ['2d', now - 172_800_000],
    ['2027-03-01T11:00Z', now - 3_600_000],
    ['2027-03-01T13:00:30+02:00', now - 3_570_000],
    ['2027-02-28T10:00', new Date(2027, 1, 28, 10).getTime()],
    ['2027-02-28 10:00', new Date(2027, 1, 28, 10).getTime()],
    ['2027-02-28', new Date(2027, 1, 28).getTime()],
  ])('has %s as a time', (since, at) => {
    expect(query({ since }).since).toBe(at);
  });

  it('is everything when nothing is said', () => {
    expect(query({})).toEqual({
      services: [],
      since: undefined,
      pattern: undefined,
      level: undefined,
      lines: undefined,
    });
  });

  it('has a pattern, a level in either spelling, and a count', () => {
    expect(query({ grep: 'a+', level: 'Warning', lines: '0' })).toMatchObject({
      pattern: /a+/,
      level: 'warn',
      lines: 0,
    });
  });

  it('tells of all that cannot be read, and that it is the words that are wrong', () => {
    const words = { ids: ['wbe', 'web'], since: '10', grep: '(', level: 'loud', lines: '-1' };
    const result = parseLogQuery(words, ['web'], now);
    const problems = result.ok ? [] : result.problems;
    expect(problems.map(({ code }) => code)).toEqual(['service-unknown', ...Array<string>(4).fill('log-flag-invalid')]);
    expect(problems.every(({ isUsage }) => isUsage)).toBe(true);
    expect(problems.map(({ summary }) => summary).join()).toMatch(/wbe.*--since.*--grep.*--level.*--lines/);
  });

  it.each(['', '10', '10 m', '-1m', '1w', '2027-13-01', '2027-03-01T25:00', 'yesterday'])('has no time %j', (since) => {
    expect(parseLogQuery({ ids: [], since }, [], now).ok).toBe(false);
  });
});
