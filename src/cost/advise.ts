/** Why these servers, and what else to know before taking them: the guide's advice for one event, in whole sentences. */
import type { Catalogue, Instance } from './catalogue.ts';
import { isBurstable, isComputeOptimised } from './catalogue.ts';
import { capacity, isExtrapolated, pricePerHour } from './capacity.ts';
import { formatCount, formatHourly } from './format-money.ts';
import { enterpriseLayouts, layoutTitle } from './layout.ts';
import { largestCrowd, pickInstance, pickServers } from './pick-instance.ts';
import type { PlannedEvent } from './read-event.ts';

/** Reasons for the servers taken, then warnings about them. */
export interface Advice {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

/** The advice for an event. */
export function advise(event: PlannedEvent, catalogue: Catalogue): Advice {
  return {
    reasons: [whyThisType(event), ...gap(event, catalogue), ...whyThisLayout(event)],
    warnings: [
      ...tooSmall(event),
      ...mostlyInactive(event, catalogue),
      ...cheaperBurstable(event, catalogue),
      ...burstable(event),
      ...guideNames(event, catalogue),
      ...extrapolated(event),
    ],
  };
}

function whyThisType({ servers: { instance, layout }, crowd, users, isInstanceChosen }: PlannedEvent): string {
  const ccu = capacity(instance, layout);
  const range = ccu ? `${formatCount(ccu.min)} to ${formatCount(ccu.max)} users` : 'an unknown number of users';
  if (isInstanceChosen) return `You named ${instance.name}; ${layoutTitle(layout)} of it holds ${range}.`;
  const which = crowd === 'max' ? 'Max CCU' : 'Min CCU (all of them active)';
  return `${instance.name} is the cheapest c type whose ${which} holds ${formatCount(users)}: it holds ${range}.`;
}

/** The ranges of the charts do not meet: 400 is the end of one, 480 the beginning of the next. */
function gap(
  { servers: { instance, layout }, crowd, users, isInstanceChosen }: PlannedEvent,
  catalogue: Catalogue,
): string[] {
  const ccu = capacity(instance, layout);
  if (!ccu || isInstanceChosen || crowd === 'min' || users >= ccu.min) return [];
  const isSmaller = (each: Instance): boolean => (capacity(each, layout)?.max ?? ccu.max) < ccu.max;
  const end = largestCrowd(catalogue, [layout], 'max', (each) => isComputeOptimised(each) && isSmaller(each));
  if (end === 0) return [];
  return [
    `No range of the chart contains ${formatCount(users)}: the next smaller ends at ${formatCount(end)}, this one begins at ${formatCount(ccu.min)}.`,
  ];
}

function whyThisLayout({ servers: { layout } }: PlannedEvent): string[] {
  if (layout.servers === 1)
    return ['One server: when it goes down, the hub is down. The guide recommends 2x2 for an event.'];
  const isPaired = layout.app > 1 && layout.stream > 1;
  return [
    isPaired
      ? `${layout.app} app and ${layout.stream} streaming servers for resilience: when one goes down, another takes its place unnoticed.`
      : 'A kind of server that there is one of has no other to take its place: 2x2 has two of each.',
  ];
}

function tooSmall({ servers: { instance, layout }, crowd, users }: PlannedEvent): string[] {
  const ccu = capacity(instance, layout);
  if (ccu && ccu[crowd] >= users) return [];
  if (!ccu) return [`The charts do not say how many users ${instance.name} holds.`];
  return [
    `${instance.name} in this layout holds at most ${formatCount(ccu[crowd])} ${crowd === 'min' ? 'active users' : 'users'}, not ${formatCount(users)}: take a larger type first, then a larger --layout.`,
  ];
}

function mostlyInactive(event: PlannedEvent, catalogue: Catalogue): string[] {
  const { instance, layout } = event.servers;
  const ccu = capacity(instance, layout);
  if (event.crowd === 'min' || !ccu || event.users <= ccu.min || event.users > ccu.max) return [];
  const layouts = [layout, ...enterpriseLayouts.filter(({ servers }) => servers > layout.servers)];
  const larger = pickServers(catalogue, layouts, event.users, 'min', isComputeOptimised);
  const otherwise =
    larger === undefined
      ? 'No stack in the charts holds so many active ones.'
      : `If they all move and talk: --active takes ${layoutTitle(larger.layout)} ${larger.instance.name}, ${formatHourly(pricePerHour(larger.instance, larger.layout), catalogue.currency)} an hour.`;
  return [`Above ${formatCount(ccu.min)} users most of them must only watch, with one speaking. ${otherwise}`];
}

function cheaperBurstable(
  { servers: { instance, layout }, users, crowd }: PlannedEvent,
  catalogue: Catalogue,
): string[] {
  const other = pickInstance(catalogue, layout, users, crowd, isBurstable);
  if (other === undefined || isBurstable(instance) || other.pricePerHour.gte(instance.pricePerHour)) return [];
  const [here, there] = [instance, other].map((each) => formatHourly(pricePerHour(each, layout), catalogue.currency));
  return [
    `${other.name} holds as many for ${there ?? ''} an hour instead of ${here ?? ''}, but is burstable: under lasting load it slows down or costs extra. --instance ${other.name} takes it.`,
  ];
}

const burstable = ({ servers: { instance } }: PlannedEvent): string[] =>
  isBurstable(instance)
    ? [`${instance.name} is burstable: under the lasting load of an event it slows down or costs extra.`]
    : [];

/** The guide's prose says c4.large where its charts have c5.large hold as many for less. */
function guideNames({ servers: { instance }, isInstanceChosen }: PlannedEvent, catalogue: Catalogue): string[] {
  const c4 = catalogue.instances.find(({ name }) => name === 'c4.large');
  if (isInstanceChosen || instance.name !== 'c5.large' || c4 === undefined) return [];
  return ['The guide names c4.large for events; in its own charts c5.large holds as many for less.'];
}

function extrapolated({ servers: { layout } }: PlannedEvent): string[] {
  if (!isExtrapolated(layout)) return [];
  const basis = `The charts end at 4 servers: the figures for ${layout.name} are those of 2x2 in proportion, an extrapolation.`;
  return layout.servers < 4
    ? [basis]
    : [
        `${basis} The guide recommends up to 8x8; beyond (it saw 12x12), servers run out of Let's Encrypt certificates.`,
      ];
}
