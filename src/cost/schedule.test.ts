import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import type { PlanFlags } from './answer-plan.ts';
import { answerPlan } from './answer-plan.ts';
import { formatIso } from './moment.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import { renderSchedule, scheduleDocument } from './render-schedule.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));
const catalogue = guide.value;

const plan = (flags: PlanFlags): Extract<ReturnType<typeof answerPlan>, { ok: true }>['value'] => {
  const result = answerPlan({ on: '2027-03-01T18:00+01:00', ...flags }, catalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const lines = (flags: PlanFlags): readonly string[] =>
  plan(flags).entries.map(({ at, kind, changes }) =>
    `${formatIso(at)} ${kind} ${changes.map(({ parameter, value }) => `${parameter}=${value}`).join()}`.trimEnd(),
  );

describe('the schedule of an event', () => {
  test("is the guide's: online an hour and a half before, up an hour before, down and offline after", () => {
    expect(lines({ users: '500', hours: '4' })).toEqual([
      '2027-03-01T16:30+01:00 go-online Offline Mode=Online',
      '2027-03-01T17:00+01:00 scale-up Server type=c5.xlarge',
      '2027-03-01T18:00+01:00 begin',
      '2027-03-01T22:00+01:00 scale-down Server type=t3.medium',
      '2027-03-01T22:00+01:00 go-offline Offline Mode=Offline',
    ]);
  });

  test('waits 10 minutes after going online', () => {
    expect(plan({}).entries[0]).toMatchObject({ kind: 'go-online', waitMinutes: 10 });
  });

  test("takes the guide's c4.large where neither a crowd nor a type is given", () => {
    expect(lines({})[1]).toContain('Server type=c4.large');
    expect(lines({ instance: 'c5.2xlarge' })[1]).toContain('Server type=c5.2xlarge');
  });

  test('repeats on every day', () => {
    const days = lines({ users: '500', hours: '4', days: '3' });
    expect(days).toHaveLength(15);
    expect(days[10]).toBe('2027-03-03T16:30+01:00 go-online Offline Mode=Online');
  });

  test('stays up where the night is too short to go down', () => {
    expect(lines({ hours: '22', days: '2' }).map((line) => line.split(' ')[1])).toEqual([
      'go-online',
      'scale-up',
      'begin',
      'begin',
      'scale-down',
      'go-offline',
    ]);
  });

  test('goes neither offline nor online where off-time is idle', () => {
    expect(lines({ offTime: 'idle' }).map((line) => line.split(' ')[1])).toEqual(['scale-up', 'begin', 'scale-down']);
  });

  test('does not scale to the type that is there already', () => {
    expect(lines({ instance: 't3.medium' }).map((line) => line.split(' ')[1])).toEqual([
      'go-online',
      'begin',
      'go-offline',
    ]);
  });

  test('names the next larger type for rooms that stutter', () => {
    const remark = (flags: PlanFlags): string | undefined =>
      plan(flags).entries.find(({ kind }) => kind === 'begin')?.remarks[0];
    expect(remark({ instance: 'c4.large' })).toContain('scale up to c5.xlarge');
    expect(remark({ instance: 'c5.24xlarge' })).toContain('largest type');
  });

  test('reports every Problem, of the event and of the moment', () => {
    const result = answerPlan({ days: '0', on: 'tomorrow' }, catalogue);
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual([
      'cost-flag-invalid',
      'cost-moment-invalid',
    ]);
  });
});

describe('the schedule as text', () => {
  const text = ({ event, entries } = plan({ users: '500', days: '2' })): string => renderSchedule(event, entries);

  test('fits 80 columns', () => {
    expect(
      text()
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  test.each([
    ['the database budget', /\$0 \(no limit\) or at least \$20/],
    ['the wake-up of a paused database', /1 to 3 minutes/],
    ['the content CDN and when not to use it', /Cloudflare worker; not while you stream videos/],
    ['the load balancer', /Application Load Balancer: .* 2 app servers/],
    ['the database capacity', /Database max ACU/],
    ['how to update the stack', /Use current template/],
    [
      'what to leave as it is',
      /domains and mail settings; everything under Restore from Backup; everything under Advanced/,
    ],
    ['the offset', /UTC\+01:00/],
    ['the wait', /wait 10 minutes/],
  ])('names %s', (_, pattern) => {
    expect(text().replaceAll(/\s+/g, ' ')).toMatch(pattern);
  });

  test('leaves out for one server and no pausing what does not apply', () => {
    const single = text(plan({ layout: '1', pausing: false }));
    expect(single).not.toContain('Load Balancer');
    expect(single).not.toContain('1 to 3 minutes');
  });

  test('stands in a document with the same entries', () => {
    const { event, entries } = plan({});
    expect(scheduleDocument(event, entries)).toMatchObject({
      eventInstance: 'c4.large',
      schedule: [{ at: '2027-03-01T16:30+01:00', kind: 'go-online' }, {}, {}, {}, {}],
    });
  });
});
