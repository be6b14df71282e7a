/** The guide's own way of working an event out, beside the figures that it prints. */
import type { Catalogue, PublishedFigures } from './catalogue.ts';
import { publishedEstimate } from './estimate.ts';
import { formatMoney } from './format-money.ts';
import { paragraph, table } from './lay-out-text.ts';
import type { PlannedEvent } from './read-event.ts';
import type { Answer } from './answer-cost.ts';

const titles: readonly (readonly [keyof PublishedFigures<unknown>, string])[] = [
  ['minimumTopCapacity', 'Min top capacity'],
  ['maximumTopCapacity', 'Max top capacity'],
  ['development', 'Development'],
  ['base', 'Base cost'],
  ['minimumTotal', 'Min total event cost'],
  ['maximumTotal', 'Max total event cost'],
];

/** True when the event is the one that the guide works out, so that its printed figures can stand beside ours. */
export function isWorkedExample(event: PlannedEvent, { workedExample }: Catalogue): boolean {
  if (workedExample === undefined || event.offTime !== 'offline') return false;
  const { users, hoursADay, days, setupHours, instance, setupInstance, layout } = workedExample;
  return (
    event.users === users &&
    event.hoursADay.eq(hoursADay) &&
    event.days === days &&
    event.setupHours.eq(setupHours) &&
    event.servers.instance.name === instance &&
    event.setupInstance.name === setupInstance &&
    event.servers.layout.name === layout
  );
}

/** The six figures of the guide's example, counted as it counts them. */
export function renderPublished({ event, estimate, catalogue }: Answer): string {
  const computed = publishedEstimate(estimate.phases.map(({ phase }) => phase));
  const example = isWorkedExample(event, catalogue) ? catalogue.workedExample : undefined;
  const { servers } = event.servers.layout;
  const rows = titles.map(([key, title]) => [
    title,
    formatMoney(computed[key], catalogue.currency),
    ...(example ? [example.printed[key]] : []),
  ]);
  return [
    servers === 1
      ? "The guide's own way; with one server nothing is counted twice:"
      : `The guide's own way, with the servers counted twice (${servers} × the price of all ${servers}):`,
    '',
    table([['', 'Computed', ...(example ? ['Printed'] : [])], ...rows], [1, 2]),
    ...(example ? ['', paragraph('', example.remark)] : []),
  ].join('\n');
}
