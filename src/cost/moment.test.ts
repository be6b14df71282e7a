import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDay, formatIso, parseMoment, shift } from './moment.ts';

const read = (text: string): ReturnType<typeof parseMoment> => parseMoment('--on', text);

test.each([
  ['2027-03-01T18:00+01:00', '2027-03-01T17:00:00.000Z', 'Mon 2027-03-01 18:00'],
  ['2027-03-01 18:00+01:00', '2027-03-01T17:00:00.000Z', 'Mon 2027-03-01 18:00'],
  ['2027-03-01T18:00:30Z', '2027-03-01T18:00:00.000Z', 'Mon 2027-03-01 18:00'],
  ['2028-02-29T00:15-03:30', '2028-02-29T03:45:00.000Z', 'Tue 2028-02-29 00:15'],
])('%s is a moment', (text, utc, day) => {
  const moment = read(text);
  expect(moment.ok && new Date(moment.value.ms).toISOString()).toBe(utc);
  expect(moment.ok && formatDay(moment.value)).toBe(day);
});

test.each([
  '2027-03-01T18:00',
  '2027-02-30T18:00Z',
  '2027-03-01T24:30Z',
  '2027-03-01',
  '1 March 2027',
  '2027-03-01T18:00+25:00',
  '2027-03-01T18:00+01:75',
  '',
])('%j is none', (text) => {
  const moment = read(text);
  expect(moment.ok ? [] : moment.problems.map(({ code }) => code)).toEqual(['cost-moment-invalid']);
});

test('a moment that is not given is a Problem of its own', () => {
  const moment = parseMoment('--on', undefined);
  expect(moment.ok ? [] : moment.problems.map(({ code }) => code)).toEqual(['cost-flag-missing']);
});

test('what is written can be read again', () => {
  const offsets = fc.integer({ min: -14 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
  const minutes = fc.integer({ min: 0, max: 60_000_000 });
  fc.assert(
    fc.property(minutes, offsets, (since, offsetMinutes) => {
      const moment = shift({ ms: 0, offsetMinutes }, since);
      const again = read(formatIso(moment));
      expect(again.ok && again.value).toEqual(moment);
    }),
  );
});
