/** The charts → text, CSV, and a document for programs. */
import type { Catalogue } from './catalogue.ts';
import type { Chart, ChartRow } from './chart-rows.ts';
import { pricesDocument } from './estimate-document.ts';
import { formatCount, formatHourly, formatMoney } from './format-money.ts';
import { paragraph, table } from './lay-out-text.ts';

const titles = { 1: 'Personal / Enterprise, 1 server', 4: 'Enterprise 2x2, all 4 servers together' };

/** Both tables, for people. */
export const renderCharts = (charts: readonly Chart[], catalogue: Catalogue): string =>
  [
    ...charts.flatMap((chart) => [titles[chart.servers], '', chartTable(chart, catalogue.currency), '']),
    paragraph('', 'Min CCU: all move and talk. Max CCU: most only watch. Per user-hour: servers alone, at Max CCU.'),
    `Prices of ${catalogue.date}, ${catalogue.region}: ${catalogue.source}`,
  ].join('\n');

/** Both tables as one, for spreadsheets; amounts as exact as they are. */
export function chartsCsv(charts: readonly Chart[], { currency }: Catalogue): string {
  const head = 'servers,instance,vcpu,min_ccu,max_ccu,price_per_hour,price_per_user_hour,currency,not_recommended';
  const rows = charts.flatMap(({ servers, rows }) =>
    rows.map((row) =>
      [
        servers,
        row.instance,
        row.vcpu,
        row.ccu?.min ?? '',
        row.ccu?.max ?? '',
        row.pricePerHour.toFixed(),
        row.pricePerUserHour?.toFixed(8) ?? '',
        currency,
        row.notRecommended ?? '',
      ]
        .map((value) => quoted(String(value)))
        .join(','),
    ),
  );
  return [head, ...rows].join('\n');
}

/** Both tables for programs. */
export const chartsDocument = (charts: readonly Chart[], catalogue: Catalogue): Readonly<Record<string, unknown>> => ({
  prices: pricesDocument(catalogue),
  charts: charts.map(({ servers, rows }) => ({
    servers,
    rows: rows.map((row) => ({
      instance: row.instance,
      vcpu: row.vcpu,
      ccu: row.ccu ?? null,
      pricePerHour: row.pricePerHour.toNumber(),
      pricePerUserHour: row.pricePerUserHour?.toNumber() ?? null,
      notRecommended: row.notRecommended ?? null,
    })),
  })),
});

function chartTable({ rows }: Chart, currency: string): string {
  const cells = (row: ChartRow): readonly string[] => [
    row.instance,
    String(row.vcpu),
    row.ccu ? formatCount(row.ccu.min) : 'N/A',
    row.ccu ? formatCount(row.ccu.max) : 'N/A',
    formatHourly(row.pricePerHour, currency),
    row.pricePerUserHour ? formatMoney(row.pricePerUserHour, currency, 5) : 'N/A',
    row.notRecommended === undefined ? '' : `avoid: ${row.notRecommended}`,
  ];
  return table(
    [['Server type', 'vCPU', 'Min CCU', 'Max CCU', 'per hour', 'per user-hour', ''], ...rows.map(cells)],
    [1, 2, 3, 4, 5],
  );
}

/** By RFC 4180: quotes only where a comma, a quote or a line end asks for them. */
const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
