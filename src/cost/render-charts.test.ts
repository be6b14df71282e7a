import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import type { Chart } from './chart-rows.ts';
import { chartsOf, readOrder } from './chart-rows.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import { chartsCsv, chartsDocument, renderCharts } from './render-charts.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));
const catalogue = guide.value;
const names = (chart: Chart | undefined): readonly string[] => chart?.rows.map(({ instance }) => instance) ?? [];

describe('the charts', () => {
  test("keep the guide's order unless told otherwise", () => {
    expect(names(chartsOf(catalogue, undefined)[0])).toEqual(charts.rows.map(({ instance }) => instance));
  });

  test('are sorted by price, by users, by price for a user; what has none comes last', () => {
    expect(names(chartsOf(catalogue, 'price')[1]).slice(0, 3)).toEqual(['t3.micro', 't3.small', 't3.medium']);
    expect(names(chartsOf(catalogue, 'ccu')[0]).slice(-2)).toEqual(['c5.24xlarge', 't3.micro']);
    expect(names(chartsOf(catalogue, 'price-per-user')[1]).slice(0, 2)).toEqual(['c5.24xlarge', 't3.small']);
    expect(names(chartsOf(catalogue, 'price-per-user')[1]).at(-1)).toBe('t3.micro');
  });

  test('know no other order', () => {
    const order = readOrder('colour');
    expect(order.ok ? [] : order.problems.map(({ summary }) => summary)).toEqual([
      '--sort cannot be "colour": it wants price, ccu or price-per-user.',
    ]);
  });

  test('fit 80 columns as text, with the price of a user-hour', () => {
    const text = renderCharts(chartsOf(catalogue, undefined), catalogue);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatch(/^c5\.xlarge +16 +480 +800 +\$1\.080 +\$0\.00135$/m);
    expect(text).toMatch(/^t3\.micro +8 +N\/A +N\/A .*avoid: low memory$/m);
  });

  test('are 30 rows and a head as CSV, quoted where it must be', () => {
    const own = {
      ...catalogue,
      instances: catalogue.instances.map((each) => ({ ...each, notRecommended: 'slow, "old"' })),
    };
    const lines = chartsCsv(chartsOf(catalogue, undefined), catalogue).split('\n');
    expect(lines).toHaveLength(31);
    expect(lines).toContain('4,c5.xlarge,16,480,800,1.08,0.00135000,USD,');
    expect(lines[1]).toBe('1,t3.micro,2,,,0.024,,USD,low memory');
    expect(chartsCsv(chartsOf(own, undefined), own).split('\n')[1]).toContain(',"slow, ""old"""');
  });

  test('stand in a document', () => {
    expect(chartsDocument(chartsOf(catalogue, undefined), catalogue)).toMatchObject({
      charts: [
        { servers: 1, rows: { length: 15 } },
        { servers: 4, rows: { length: 15 } },
      ],
    });
  });
});
