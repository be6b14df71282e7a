import Big from 'big.js';
import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import type { Ccu } from './catalogue.ts';
import { parseCatalogue } from './parse-catalogue.ts';

const parsed = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const guide = parsed.value;

/** The guide's charts, as it prints them. */
const single = `
  t3.micro NOT recommended 2 N/A N/A $0.024
  t3.small 2 10 20 $0.035
  t3.medium 2 20 40 $0.056
  t3.large 2 40 80 $0.183
  t3.xlarge 4 80 160 $0.266
  t3.2xlarge 8 160 320 $0.433
  c4.large 2 40 80 $0.200
  c5.large 2 40 80 $0.185
  c5.xlarge 4 80 160 $0.270
  c5.2xlarge 8 160 320 $0.440
  c5.4xlarge 16 320 640 $0.780
  c5.9xlarge 36 720 1,440 $1.630
  c5.12xlarge 48 960 1,920 $2.140
  c5.18xlarge 72 1,440 2,880 $3.160
  c5.24xlarge 96 1,920 3,840 $4.180
`;
const four = `
  t3.micro NOT recommended 8 N/A N/A $0.096
  t3.small 8 80 160 $0.140
  t3.medium 8 80 160 $0.224
  t3.large 8 240 400 $0.732
  t3.xlarge 16 480 800 $1.064
  t3.2xlarge 32 960 1,600 $1.732
  c4.large 8 240 400 $0.800
  c5.large 8 240 400 $0.740
  c5.xlarge 16 480 800 $1.080
  c5.2xlarge 32 960 1,600 $1.760
  c5.4xlarge 64 1,920 3,200 $3.120
  c5.9xlarge 144 4,320 7,200 $6.520
  c5.12xlarge 192 5,760 9,600 $8.560
  c5.18xlarge 288 8,640 14,400 $12.640
  c5.24xlarge 384 11,520 19,200 $16.720
`;

const rowsOf = (chart: string): string[] =>
  chart
    .trim()
    .split('\n')
    .map((line) => line.trim());
const users = (ccu: Ccu | undefined): string =>
  ccu ? `${ccu.min.toLocaleString('en-US')} ${ccu.max.toLocaleString('en-US')}` : 'N/A N/A';

describe('the charts of the guide', () => {
  test('have every row of the chart for 1 server', () => {
    expect(
      guide.instances.map(
        ({ name, notRecommended, vcpu, ccu, pricePerHour }) =>
          `${name}${notRecommended ? ' NOT recommended' : ''} ${vcpu} ${users(ccu)} $${pricePerHour.toFixed(3)}`,
      ),
    ).toEqual(rowsOf(single));
  });

  test('have every row of the chart for 4 servers', () => {
    expect(
      guide.instances.map(
        ({ name, notRecommended, four: { vcpu, ccu, pricePerHour } }) =>
          `${name}${notRecommended ? ' NOT recommended' : ''} ${vcpu} ${users(ccu)} $${pricePerHour.toFixed(3)}`,
      ),
    ).toEqual(rowsOf(four));
  });

  test.each(charts.rows)('agree on 4 times the vCPUs and 4 times the price of $instance', (row) => {
    expect(row.four.vcpu).toBe(4 * row.vcpu);
    expect(new Big(row.pricePerHour).times(4).toNumber()).toBe(row.four.pricePerHour);
  });

  test('hold 20 to 40 users per vCPU alone and 30 to 50 in fours, but for the three small types', () => {
    const perVcpu = guide.instances
      .filter(({ name }) => !/micro|small|medium/.test(name))
      .map(({ vcpu, ccu, four: inFours }) =>
        [ccu, inFours.ccu].map((each) => each && [each.min / vcpu, each.max / vcpu]),
      );
    expect(new Set(perVcpu.map((each) => JSON.stringify(each)))).toEqual(new Set(['[[20,40],[120,200]]']));
  });

  test('give four t3.small as many users as four t3.medium, though one holds half as many', () => {
    const [small, medium] = ['t3.small', 't3.medium'].map((name) => guide.instances.find((each) => each.name === name));
    expect(small?.four.ccu).toEqual(medium?.four.ccu);
    expect(medium?.ccu).toEqual({ min: 2 * (small?.ccu?.min ?? 0), max: 2 * (small?.ccu?.max ?? 0) });
  });

  test('give c4.large and c5.large the same users, and the one that the guide names the higher price', () => {
    const [c4, c5] = ['c4.large', 'c5.large'].map((name) => guide.instances.find((each) => each.name === name));
    expect([c4?.ccu, c4?.four.ccu]).toEqual([c5?.ccu, c5?.four.ccu]);
    expect(c4?.pricePerHour.gt(c5?.pricePerHour ?? 0)).toBe(true);
  });
});

describe('a price list of the user', () => {
  const head = { source: 'AWS', date: '2027-01-31', currency: 'EUR', region: 'eu-central-1' };
  const read = (rows: readonly unknown[], more: object = {}): ReturnType<typeof parseCatalogue> =>
    parseCatalogue('mine.json', JSON.stringify({ ...head, rows, ...more }), guide);
  const complaints = (rows: readonly unknown[], more: object = {}): unknown => {
    const result = read(rows, more);
    return result.ok ? [] : result.problems.map(({ summary, evidence }) => `${summary} ${evidence ?? ''}`);
  };

  test('needs no more than a price for a type of the charts', () => {
    const result = read([{ instance: 'c5.xlarge', pricePerHour: 0.194 }]);
    expect(result.ok && result.value.instances[0]).toMatchObject({
      vcpu: 4,
      ccu: { min: 80, max: 160 },
      four: { vcpu: 16, ccu: { min: 480, max: 800 } },
    });
    expect(result.ok && result.value.instances[0]?.four.pricePerHour.toString()).toBe('0.776');
  });

  test('needs the vCPUs of a type that the charts do not have, and estimates its users from them', () => {
    expect(complaints([{ instance: 'c7g.xlarge', pricePerHour: 0.1 }])).toEqual([
      expect.stringMatching(/row 1 \(c7g.xlarge\), key instance.*add its vcpu/),
    ]);
    const result = read([{ instance: 'c7g.xlarge', pricePerHour: 0.1, vcpu: 4 }]);
    expect(result.ok && result.value.instances[0]).toMatchObject({
      ccu: { min: 80, max: 160 },
      four: { vcpu: 16, ccu: { min: 480, max: 800 } },
    });
  });

  test('is refused with the row and key of everything wrong', () => {
    expect(
      complaints([
        { instance: 'c5.xlarge', pricePerHour: '0.2' },
        { instance: 'c5.large', pricePerHour: 0 },
        { instance: 'C5', pricePerHour: 1, colour: 'red' },
        { instance: 'c5.4xlarge', pricePerHour: 1, ccu: { min: 9, max: 3 } },
      ]),
    ).toEqual([
      expect.stringContaining('mine.json is wrong at row 1 (c5.xlarge), key pricePerHour.'),
      expect.stringContaining('row 2 (c5.large), key pricePerHour.'),
      expect.stringContaining('row 3 (C5), key instance.'),
      expect.stringContaining('row 3 (C5).'),
      expect.stringMatching(/row 4 \(c5.4xlarge\), key ccu.*min must not be above max/),
    ]);
  });

  test('is refused where a row stands twice, or four are not four times one', () => {
    expect(
      complaints([
        { instance: 'c5.xlarge', pricePerHour: 0.2 },
        { instance: 'c5.xlarge', pricePerHour: 0.3, four: { pricePerHour: 1 } },
      ]),
    ).toEqual([
      expect.stringMatching(/row 2 \(c5.xlarge\), key instance.*earlier row/),
      expect.stringMatching(/row 2 \(c5.xlarge\), key four.pricePerHour.*1 is not 4 × 0.3/),
    ]);
  });

  test('is refused when it is not JSON, has no rows or no date', () => {
    const broken = parseCatalogue('mine.json', '{', guide);
    expect(broken.ok ? [] : broken.problems.map(({ code }) => code)).toEqual(['cost-prices-malformed']);
    expect(complaints([])).toEqual([expect.stringContaining('key rows')]);
    expect(complaints([{ instance: 'c5.xlarge', pricePerHour: 1 }], { date: 'today' })).toEqual([
      expect.stringContaining('key date'),
    ]);
    expect(parseCatalogue('mine.json', '[]', guide).ok).toBe(false);
  });
});
