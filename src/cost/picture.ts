/** What the picture shows: for each server type, the crowds that it holds and what that costs. */
import type Big from 'big.js';
import { capacity, pricePerHour } from './capacity.ts';
import type { Catalogue, Instance } from './catalogue.ts';
import { estimate } from './estimate.ts';
import { eventPhases } from './event-phases.ts';
import { formatCount, formatMoney, formatRange } from './format-money.ts';
import type { Layout } from './layout.ts';
import { layoutTitle, multiServer } from './layout.ts';
import type { Answer } from './answer-cost.ts';

/** A picture, as data. */
export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  readonly costAxis: string;
  readonly currency: string;
  readonly spans: readonly Span[];
  /** The crowd to mark, and its label. */
  readonly crowd: { readonly users: number; readonly label: string } | undefined;
}

/** One server type: from Min to Max CCU, at one cost. */
export interface Span {
  readonly instance: string;
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** The type and its cost, to read. */
  readonly label: string;
}

/** What the event would cost on each server type of its layout, at the upper estimate. */
export function eventPicture({ event, estimate: { total }, catalogue }: Answer): Picture {
  const { instance, layout } = event.servers;
  const cost = (other: Instance): Big =>
    estimate(eventPhases({ ...event, servers: { instance: other, layout } })).total.max;
  return {
    title: `${layoutTitle(layout)}: what the event costs, by server type`,
    subtitle: `upper estimate for ${event.hoursADay.toString()} h on ${event.days === 1 ? 'one day' : `each of ${event.days} days`}, with set-up and off-time; each line from Min to Max CCU`,
    costAxis: `${catalogue.currency} in total`,
    currency: catalogue.currency,
    spans: spansOf(catalogue, layout, cost),
    crowd: {
      users: event.users,
      label: `${formatCount(event.users)} users: ${instance.name}, ${formatRange(total, catalogue.currency)}`,
    },
  };
}

/** What each server type of the guide's second chart costs an hour, servers alone. */
export function chartPicture(catalogue: Catalogue): Picture {
  const layout = multiServer(2, 2);
  return {
    title: `${layoutTitle(layout)}: price an hour, by server type`,
    subtitle: `all 4 servers; each line from Min to Max CCU; prices of ${catalogue.date}, ${catalogue.region}`,
    costAxis: `${catalogue.currency} an hour`,
    currency: catalogue.currency,
    spans: spansOf(catalogue, layout, (instance) => pricePerHour(instance, layout)),
    crowd: undefined,
  };
}

/** An amount as an axis shows it: without cents where there are none. */
export const axisAmount = (amount: Big, currency: string): string =>
  formatMoney(amount, currency, amount.lt(1) ? 2 : 0);

const spansOf = (catalogue: Catalogue, layout: Layout, cost: (instance: Instance) => Big): readonly Span[] =>
  catalogue.instances.flatMap((instance) => {
    const ccu = capacity(instance, layout);
    if (!ccu || instance.notRecommended !== undefined) return [];
    const amount = cost(instance);
    const label = `${instance.name} ${formatMoney(amount, catalogue.currency)}`;
    return [{ instance: instance.name, from: ccu.min, to: ccu.max, cost: amount.toNumber(), label }];
  });
