/** An estimate → text. */
import type Big from 'big.js';
import type { Answer } from './answer-cost.ts';
import { pricePerHour } from './capacity.ts';
import type { Catalogue } from './catalogue.ts';
import type { Phase } from './estimate.ts';
import { formatCount, formatHourly, formatMoney, formatRange } from './format-money.ts';
import { bar, columns, paragraph, table } from './lay-out-text.ts';
import { layoutTitle, serversInWords } from './layout.ts';
import type { PlannedEvent } from './read-event.ts';
import { renderPublished } from './render-published.ts';
import { offlineStorage } from './state.ts';

const shortestBar = 4;
const longestBar = 14;

/** What an event costs, why these servers, and what to mind. */
export function renderEstimate(answer: Answer, published: 'hidden' | 'shown' = 'hidden'): string {
  const { event, advice, catalogue } = answer;
  const { instance, layout } = event.servers;
  const price = formatHourly(pricePerHour(instance, layout), catalogue.currency);
  const all = layout.servers === 1 ? '' : ` for all ${layout.servers}`;
  return [
    crowdInWords(event),
    '',
    paragraph('', `Take ${layoutTitle(layout)} ${instance.name}: ${serversInWords(layout)}, ${price} an hour${all}.`),
    ...advice.reasons.map((reason) => paragraph('  - ', reason)),
    '',
    phaseTable(answer),
    '',
    totals(answer),
    '',
    ...[...advice.warnings, ...offTimeWarnings(event)].map((each) => paragraph('! ', each)),
    ...[...(published === 'hidden' ? guideDiffers(layout.servers) : []), roughness(catalogue)].map((each) =>
      paragraph('  ', each),
    ),
    ...(published === 'hidden' ? [] : ['', renderPublished(answer)]),
  ].join('\n');
}

const crowdInWords = ({ users, crowd, hoursADay, days }: PlannedEvent): string =>
  `${count(users, crowd === 'min' ? 'active user' : 'user')}, ${count(hoursADay, 'hour')} a day, ${count(days, 'day')}`;

const count = (many: number | Big, one: string): string =>
  `${formatCount(many)} ${one}${Number(many) === 1 ? '' : 's'}`;

/** A line for every phase, with as much of a bar behind as there is room for. */
function phaseTable({ estimate, catalogue: { currency } }: Answer): string {
  const rows = estimate.phases.map(({ phase, cost }) => {
    const isOffline = phase.states[0] === 'offline';
    return [
      phase.name,
      isOffline ? 'offline' : `${phase.layout.servers} × ${phase.instance.name}`,
      isOffline ? '-' : formatCount(phase.hours),
      isOffline ? '-' : formatHourly(phase.instance.pricePerHour, currency),
      scalarInWords(phase),
      formatRange(cost, currency),
    ];
  });
  const [head = '', ...lines] = table(
    [['Phase', 'Servers', 'Hours', 'Each/h', 'Scalar', 'Cost'], ...rows],
    [2, 3],
  ).split('\n');
  const width = Math.max(...lines.map((line) => line.length));
  const cells = Math.max(shortestBar, Math.min(longestBar, columns - width - 2));
  const most = estimate.total.max;
  const share = (amount: Big): number => (most.eq(0) ? 0 : amount.div(most).toNumber());
  const bars = estimate.phases.map(({ cost }) => bar(share(cost.min), share(cost.max), cells));
  return [head, ...lines.map((line, index) => `${line.padEnd(width)}  ${bars[index] ?? ''}`.trimEnd())].join('\n');
}

const scalarInWords = ({ scalar: { min, max } }: Phase): string => (min === max ? `${min}x` : `${min}x to ${max}x`);

function totals({ event, estimate: { base, total }, catalogue: { currency } }: Answer): string {
  const lines = table(
    [
      ['Base (set-up and off-time)', formatMoney(base, currency)],
      ['Total', formatRange(total, currency)],
    ],
    [],
  );
  const { min, max } = offlineStorage;
  const storage = `Storing scenes, avatars and backups while offline adds about $${min} to $${max}.`;
  return event.offTime === 'offline' ? `${lines}\n${storage}` : lines;
}

function offTimeWarnings({ offTime, offHours }: PlannedEvent): readonly string[] {
  return offTime === 'idle' && offHours.eq(0)
    ? ['No off-time is counted: give --off-hours for the time that the stack stays online unused.']
    : [];
}

const roughness = ({ date, region, title, workedExample }: Catalogue): string =>
  `A rough estimate, from the prices of ${date} in ${region} (${workedExample ? 'Hubs Cloud fee included; --prices brings others' : title}). AWS bills what is used.`;

const guideDiffers = (servers: number): readonly string[] =>
  servers === 1
    ? []
    : [
        `The guide's own way of counting comes to ${servers} times as much: it multiplies a price for all servers by the servers once more. --as-published shows it.`,
      ];
