/** The guide's formula: hours in a state × price of a server an hour × servers × scalar. */
import Big from 'big.js';
import type { Instance, PublishedFigures } from './catalogue.ts';
import type { Layout } from './layout.ts';
import type { ScalarRange, State } from './state.ts';

/** Some hours of a stack in one state. */
export interface Phase {
  readonly name: 'set-up' | 'event' | 'off-time';
  /** The states that the cost lies between; one and the same where the guide names one. */
  readonly states: readonly [State, State];
  readonly scalar: ScalarRange;
  readonly instance: Instance;
  readonly layout: Layout;
  readonly hours: Big;
}

/** Money from least to most, exact. */
export interface MoneyRange {
  readonly min: Big;
  readonly max: Big;
}

/** What an event costs, by phase and in all. */
export interface Estimate {
  readonly phases: readonly { readonly phase: Phase; readonly cost: MoneyRange }[];
  /** Everything but the event itself, at its upper estimate, as the guide takes it. */
  readonly base: Big;
  readonly total: MoneyRange;
}

/** The formula, for a price of one server. */
export const stateCost = (hours: Big, pricePerServerHour: Big, servers: number, scalar: string): Big =>
  hours.times(pricePerServerHour).times(servers).times(scalar);

/** What one phase costs. */
const phaseCost = ({ hours, instance, layout, scalar }: Phase): MoneyRange => ({
  min: stateCost(hours, instance.pricePerHour, layout.servers, scalar.min),
  max: stateCost(hours, instance.pricePerHour, layout.servers, scalar.max),
});

/** What all phases cost. */
export function estimate(phases: readonly Phase[]): Estimate {
  const costs = phases.map((phase) => ({ phase, cost: phaseCost(phase) }));
  const isEvent = ({ phase }: { phase: Phase }): boolean => phase.name === 'event';
  const event = costs.filter(isEvent);
  const base = sum(costs.filter((entry) => !isEvent(entry)).map(({ cost }) => cost.max));
  return {
    phases: costs,
    base,
    total: {
      min: base.plus(sum(event.map(({ cost }) => cost.min))),
      max: base.plus(sum(event.map(({ cost }) => cost.max))),
    },
  };
}

/** The same the guide's own way: a price that is for all servers already, times the servers once more. */
export function publishedEstimate(phases: readonly Phase[]): PublishedFigures<Big> {
  const counted = estimate(phases);
  const twice = (name: Phase['name'], end: keyof MoneyRange): Big =>
    sum(
      counted.phases
        .filter(({ phase }) => phase.name === name)
        .map(({ phase, cost }) => cost[end].times(phase.layout.servers)),
    );
  const development = twice('set-up', 'max');
  const base = development.plus(twice('off-time', 'max'));
  const minimumTopCapacity = twice('event', 'min');
  const maximumTopCapacity = twice('event', 'max');
  return {
    minimumTopCapacity,
    maximumTopCapacity,
    development,
    base,
    minimumTotal: minimumTopCapacity.plus(base),
    maximumTotal: maximumTopCapacity.plus(base),
  };
}

const sum = (amounts: readonly Big[]): Big => amounts.reduce((total, amount) => total.plus(amount), new Big(0));
