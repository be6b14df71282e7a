import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import type { Answer } from './answer-cost.ts';
import { answerCost } from './answer-cost.ts';
import { estimate, publishedEstimate, stateCost } from './estimate.ts';
import { formatMoney } from './format-money.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import type { EventFlags } from './read-event.ts';
import { scalars } from './state.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));

const answer = (flags: EventFlags): Answer => {
  const result = answerCost(flags, guide.value);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const example = answer({ users: '500', hours: '4', days: '2' });
const dollars = (amount: Big): string => formatMoney(amount, 'USD');

test('the scalars are those of the guide', () => {
  expect(scalars).toEqual({
    top: { min: '5', max: '5' },
    average: { min: '4', max: '4' },
    active: { min: '2', max: '3' },
    idle: { min: '2', max: '2' },
    'idle-pausing': { min: '1.2', max: '1.2' },
    offline: { min: '0', max: '0' },
  });
});

describe("the guide's worked example, counted right", () => {
  const [setUp, event, off] = example.estimate.phases;

  test('takes an Enterprise 2x2 c5.xlarge for 500 users', () => {
    expect(example.event.servers).toMatchObject({
      instance: { name: 'c5.xlarge' },
      layout: { name: '2x2', servers: 4 },
    });
  });

  test('costs $25.92 to $43.20 at top capacity', () => {
    expect([event?.cost.min.toString(), event?.cost.max.toString()]).toEqual(['25.92', '43.2']);
  });

  test('costs $10.75 to set up, 16 hours on t3.medium', () => {
    expect(setUp?.phase).toMatchObject({ instance: { name: 't3.medium' }, scalar: { min: '3', max: '3' } });
    expect(setUp?.cost.max.toString()).toBe('10.752');
  });

  test('costs nothing while offline', () => {
    expect(off?.cost.max.toNumber()).toBe(0);
  });

  test('costs $36.67 to $53.95 in all, $10.75 of it base', () => {
    const { base, total } = example.estimate;
    expect([base, total.min, total.max].map(dollars)).toEqual(['$10.75', '$36.67', '$53.95']);
  });
});

describe("the guide's worked example, counted as published", () => {
  const published = publishedEstimate(example.estimate.phases.map(({ phase }) => phase));

  test('comes to the figures of its lines', () => {
    expect(dollars(published.minimumTopCapacity)).toBe('$103.68');
    expect(dollars(published.maximumTopCapacity)).toBe('$172.80');
    expect(dollars(published.development)).toBe('$43.01');
    expect(dollars(published.base)).toBe('$43.01');
    expect(dollars(published.minimumTotal)).toBe('$146.69');
    expect(dollars(published.maximumTotal)).toBe('$215.81');
  });

  test('is what the formula gives for the price of the chart for 4 servers', () => {
    expect(stateCost(new Big(8), new Big('1.08'), 4, '3').eq(published.minimumTopCapacity)).toBe(true);
    expect(stateCost(new Big(8), new Big('1.08'), 4, '5').eq(published.maximumTopCapacity)).toBe(true);
    expect(stateCost(new Big(16), new Big('0.224'), 4, '3').eq(published.development)).toBe(true);
  });

  test('is 4 times what is right, and the last printed total is not even the sum of its parts', () => {
    expect(published.maximumTotal.eq(example.estimate.total.max.times(4))).toBe(true);
    expect(charts.workedExample.printed).toEqual({
      minimumTopCapacity: '~ $103.68',
      maximumTopCapacity: '~ $172.80',
      development: '~ $43',
      base: '~ $43',
      minimumTotal: '~ $146.68',
      maximumTotal: '~ $216.80',
    });
    expect(new Big('103.68').plus(43).toFixed(2)).toBe('146.68');
    expect(new Big('172.80').plus(43).toFixed(2)).toBe('215.80');
  });
});

describe('off-time', () => {
  test.each([
    ['idle with pausing, 1.2x', { offTime: 'idle' }, '5.376'],
    ['idle without pausing, 2x', { offTime: 'idle', pausing: false }, '8.96'],
    ['idle for the hours given', { offTime: 'idle', offHours: '100' }, '26.88'],
    ['offline', { offTime: 'offline', offHours: '100' }, '0'],
  ])('%s', (_, flags, cost) => {
    const { estimate: result } = answer({ users: '500', hours: '4', days: '2', ...flags });
    expect(result.phases[2]?.cost.max.toString()).toBe(cost);
    expect(result.base.toString()).toBe(new Big('10.752').plus(cost).toString());
  });
});

describe('cost grows', () => {
  const hours = fc.integer({ min: 1, max: 100_000 }).map((hundredths) => new Big(hundredths).div(100));
  const price = fc.integer({ min: 1, max: 200_000 }).map((units) => new Big(units).div(10_000));
  const servers = fc.integer({ min: 1, max: 16 });
  const scalar = fc.constantFrom('1.2', '2', '3', '4', '5');

  test('with hours, servers and scalar', () => {
    fc.assert(
      fc.property(hours, price, servers, scalar, (time, perHour, many, factor) => {
        const cost = stateCost(time, perHour, many, factor);
        expect(stateCost(time.plus('0.01'), perHour, many, factor).gt(cost)).toBe(true);
        expect(stateCost(time, perHour, many + 1, factor).gt(cost)).toBe(true);
        expect(stateCost(time, perHour, many, new Big(factor).plus('0.1').toString()).gt(cost)).toBe(true);
      }),
    );
  });

  test('exactly: the order of multiplying changes nothing', () => {
    fc.assert(
      fc.property(hours, price, servers, scalar, (time, perHour, many, factor) => {
        const other = new Big(factor).times(many).times(perHour).times(time);
        expect(stateCost(time, perHour, many, factor).eq(other)).toBe(true);
      }),
    );
  });

  test('with hours a day, and the total is the sum of its phases', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19_200 }), fc.integer({ min: 1, max: 23 }), (users, length) => {
        const shorter = answer({ users: String(users), hours: String(length) }).estimate;
        const longer = answer({ users: String(users), hours: String(length + 1) }).estimate;
        expect(longer.total.max.gt(shorter.total.max)).toBe(true);
        const sum = shorter.phases.reduce((all, { cost }) => all.plus(cost.max), new Big(0));
        expect(sum.eq(shorter.total.max)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('from nothing, for no phases', () => {
    expect(estimate([]).total.max.toNumber()).toBe(0);
  });
});
