/** An estimate → a document for programs: amounts exact, as JSON numbers. */
import type { MoneyRange, Phase } from './estimate.ts';
import { publishedEstimate } from './estimate.ts';
import { capacity, isExtrapolated, pricePerHour } from './capacity.ts';
import type { Catalogue, PublishedFigures } from './catalogue.ts';
import { isWorkedExample } from './render-published.ts';
import type { Answer } from './answer-cost.ts';
import { offlineStorage } from './state.ts';

/** The document of `metaton cost --json`. */
export function estimateDocument({ event, estimate, advice, catalogue }: Answer): Readonly<Record<string, unknown>> {
  const { instance, layout } = event.servers;
  return {
    event: {
      users: event.users,
      isCrowdActive: event.crowd === 'min',
      hoursADay: event.hoursADay.toNumber(),
      days: event.days,
    },
    servers: {
      instance: instance.name,
      layout: layout.name,
      app: layout.app,
      stream: layout.stream,
      servers: layout.servers,
      ccu: capacity(instance, layout) ?? null,
      pricePerHour: pricePerHour(instance, layout).toNumber(),
      isExtrapolated: isExtrapolated(layout),
    },
    phases: estimate.phases.map(({ phase, cost }) => ({ ...phaseDocument(phase), cost: rangeDocument(cost) })),
    base: estimate.base.toNumber(),
    total: rangeDocument(estimate.total),
    offlineStorage: event.offTime === 'offline' ? { ...offlineStorage, currency: 'USD' } : null,
    asPublished: publishedDocument({ event, estimate, advice, catalogue }),
    reasons: advice.reasons,
    warnings: advice.warnings,
    prices: pricesDocument(catalogue),
  };
}

/** Where prices come from. */
export const pricesDocument = ({
  title,
  source,
  date,
  currency,
  region,
}: Catalogue): Readonly<Record<string, string>> => ({
  title,
  source,
  date,
  currency,
  region,
});

const rangeDocument = ({ min, max }: MoneyRange): { readonly min: number; readonly max: number } => ({
  min: min.toNumber(),
  max: max.toNumber(),
});

const phaseDocument = ({
  name,
  states,
  instance,
  layout,
  hours,
  scalar,
}: Phase): Readonly<Record<string, unknown>> => ({
  name,
  states: [...new Set(states)],
  instance: instance.name,
  servers: layout.servers,
  hours: hours.toNumber(),
  pricePerServerHour: instance.pricePerHour.toNumber(),
  scalar: { min: Number(scalar.min), max: Number(scalar.max) },
});

function publishedDocument({ event, estimate, catalogue }: Answer): Readonly<Record<string, unknown>> {
  const computed = publishedEstimate(estimate.phases.map(({ phase }) => phase));
  return {
    computed: mapFigures(computed, (amount) => amount.toNumber()),
    printed: isWorkedExample(event, catalogue) ? (catalogue.workedExample?.printed ?? null) : null,
  };
}

const mapFigures = <From, To>(figures: PublishedFigures<From>, turn: (figure: From) => To): PublishedFigures<To> => ({
  minimumTopCapacity: turn(figures.minimumTopCapacity),
  maximumTopCapacity: turn(figures.maximumTopCapacity),
  development: turn(figures.development),
  base: turn(figures.base),
  minimumTotal: turn(figures.minimumTotal),
  maximumTotal: turn(figures.maximumTotal),
});
