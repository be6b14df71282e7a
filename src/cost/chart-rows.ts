/** Both charts of the guide as rows, sorted as the user likes. */
import type Big from 'big.js';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { costFlagInvalid } from '../model/problems/cost.ts';
import type { Catalogue, Ccu, Instance } from './catalogue.ts';

/** One row of a chart. */
export interface ChartRow {
  readonly instance: string;
  readonly vcpu: number;
  readonly ccu: Ccu | undefined;
  readonly pricePerHour: Big;
  /** The hourly price over Max CCU: what one of a full house costs, servers alone. */
  readonly pricePerUserHour: Big | undefined;
  readonly notRecommended: string | undefined;
}

/** One chart: all its servers together. */
export interface Chart {
  readonly servers: 1 | 4;
  readonly rows: readonly ChartRow[];
}

const orders = {
  price: (row: ChartRow): number => row.pricePerHour.toNumber(),
  ccu: (row: ChartRow): number => row.ccu?.max ?? Number.MAX_SAFE_INTEGER,
  'price-per-user': (row: ChartRow): number => row.pricePerUserHour?.toNumber() ?? Number.MAX_SAFE_INTEGER,
};

/** What charts can be sorted by; without it they keep the guide's order. */
export type ChartOrder = keyof typeof orders;

/** The order that the user names. */
export function readOrder(text: string | undefined): Result<ChartOrder | undefined> {
  if (text === undefined) return ok(undefined);
  const order = (Object.keys(orders) as ChartOrder[]).find((each) => each === text);
  return order === undefined ? failed(costFlagInvalid('--sort', text, 'price, ccu or price-per-user')) : ok(order);
}

/** The chart of a single server and the one of four; what has no figure to sort by comes last. */
export function chartsOf({ instances }: Catalogue, order: ChartOrder | undefined): readonly Chart[] {
  const sorted = (rows: readonly ChartRow[]): readonly ChartRow[] => {
    if (order === undefined) return rows;
    const key = orders[order];
    return rows.toSorted((one, other) => key(one) - key(other));
  };
  return [
    { servers: 1, rows: sorted(instances.map((instance) => toRow(instance, instance))) },
    { servers: 4, rows: sorted(instances.map((instance) => toRow(instance, instance.four))) },
  ];
}

const toRow = (instance: Instance, { vcpu, ccu, pricePerHour }: Instance['four']): ChartRow => ({
  instance: instance.name,
  vcpu,
  ccu,
  pricePerHour,
  pricePerUserHour: ccu && pricePerHour.div(ccu.max),
  notRecommended: instance.notRecommended,
});
