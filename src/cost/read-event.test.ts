import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import { parseCatalogue } from './parse-catalogue.ts';
import type { EventFlags, PlannedEvent } from './read-event.ts';
import { readEvent } from './read-event.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));
const catalogue = guide.value;
const enough: EventFlags = { users: '500', hours: '4', days: '2' };

const event = (flags: EventFlags): PlannedEvent => {
  const result = readEvent({ ...enough, ...flags }, catalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const complaints = (flags: EventFlags): readonly string[] => {
  const result = readEvent(flags, catalogue);
  return result.ok ? [] : result.problems.map(({ code, summary }) => `${code}: ${summary}`);
};
const complaint = (flags: EventFlags): string => complaints({ ...enough, ...flags }).join('\n');

describe('an event', () => {
  test('has everything filled in that the flags leave open', () => {
    const { setupInstance, setupHours, offHours, ...rest } = event({});
    expect(rest).toMatchObject({ days: 2, crowd: 'max', offTime: 'offline', isPausing: true, isInstanceChosen: false });
    expect([setupInstance.name, setupHours.toString(), offHours.toString()]).toEqual(['t3.medium', '16', '20']);
  });

  test.each<[EventFlags, string]>([
    [{ layout: '1' }, '1 c5.4xlarge'],
    [{ servers: '1' }, '1 c5.4xlarge'],
    [{ servers: '8' }, '4x4 c5.large'],
    [{ servers: '8', layout: '4x4' }, '4x4 c5.large'],
    [{ layout: '3x2' }, '3x2 c5.large'],
    [{ instance: 't3.xlarge' }, '2x2 t3.xlarge'],
    [{ instance: 'c5.large', layout: '8x8' }, '8x8 c5.large'],
    [{ active: true }, '2x2 c5.2xlarge'],
  ])('with %j runs on %s', (flags, expected) => {
    const { instance, layout } = event(flags).servers;
    expect(`${layout.name} ${instance.name}`).toBe(expected);
  });
});

describe('a flag that makes no sense', () => {
  test.each<[EventFlags, RegExp]>([
    [{ users: '0' }, /^cost-flag-invalid: --users cannot be "0".*at least 1/],
    [{ users: '-5' }, /^cost-flag-invalid: --users/],
    [{ users: '1.5' }, /^cost-flag-invalid: --users/],
    [{ users: '1e3' }, /^cost-flag-invalid: --users/],
    [{ users: 'many' }, /^cost-flag-invalid: --users/],
    [{ users: '' }, /^cost-flag-invalid: --users cannot be empty/],
    [{ hours: '0' }, /^cost-flag-invalid: --hours .*0.25 to 24/],
    [{ hours: '25' }, /^cost-flag-invalid: --hours .*0.25 to 24/],
    [{ hours: 'NaN' }, /^cost-flag-invalid: --hours/],
    [{ days: '0' }, /^cost-flag-invalid: --days .*1 to 365/],
    [{ days: '366' }, /^cost-flag-invalid: --days .*1 to 365/],
    [{ setupHours: '-1' }, /^cost-flag-invalid: --setup-hours .*0 to 8760/],
    [{ offHours: '9000' }, /^cost-flag-invalid: --off-hours .*0 to 8760/],
    [{ offTime: 'asleep' }, /^cost-flag-invalid: --off-time/],
    [{ layout: '9x9' }, /^cost-flag-invalid: --layout .*up to 8x8/],
    [{ layout: '0x2' }, /^cost-flag-invalid: --layout/],
    [{ layout: 'two' }, /^cost-flag-invalid: --layout/],
    [{ servers: '3' }, /^cost-flag-invalid: --servers/],
    [{ servers: '0' }, /^cost-flag-invalid: --servers/],
    [{ servers: '18' }, /^cost-flag-invalid: --servers .*16/],
    [{ servers: '4', layout: '1' }, /^cost-flags-disagree: --servers 4 and --layout 1/],
    [{ instance: 'm5.large' }, /^cost-instance-unknown: --instance m5.large/],
    [{ setupInstance: 'm5.large' }, /^cost-instance-unknown: --setup-instance m5.large/],
    [{ instance: 't3.micro' }, /^cost-instance-not-recommended: --instance t3.micro .*low memory/],
    [{ users: '76801' }, /^cost-crowd-too-large: --users 76801 .*76800/],
    [{ users: '76801', instance: 'c5.24xlarge' }, /^cost-crowd-too-large: --users 76801 .*76800/],
    [{ users: '46081', active: true }, /^cost-crowd-too-large: .*46080/],
    [{ users: '3841', layout: '1' }, /^cost-crowd-too-large: .*layout 1 .*3840/],
  ])('%j is a Problem', (flags, expected) => {
    expect(complaint(flags)).toMatch(expected);
  });

  test('does not hide another one, nor one that is missing', () => {
    expect(complaints({ days: '0', layout: 'x' }).map((each) => each.split(' ')[1])).toEqual([
      '--users',
      '--hours',
      '--days',
      '--layout',
    ]);
  });

  test('is answered with the layout that would hold the crowd', () => {
    const result = readEvent({ ...enough, users: '5000', layout: '1' }, catalogue);
    expect(result.ok ? [] : result.problems[0].fixes[0]).toBe('Give --layout 2x2, which holds it.');
  });
});

test('a price list without c types wants an --instance', () => {
  const own = { ...catalogue, instances: catalogue.instances.filter(({ name }) => name.startsWith('t')) };
  const result = readEvent(enough, own);
  expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['cost-no-event-server']);
  expect(readEvent({ ...enough, instance: 't3.xlarge' }, own).ok).toBe(true);
});
