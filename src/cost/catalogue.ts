/** What servers can be rented, what they hold and what they cost. */
import type Big from 'big.js';

/** How many concurrent users: `min` when all move and talk, `max` when most only watch. */
export interface Ccu {
  readonly min: number;
  readonly max: number;
}

/** One EC2 server type, in both charts of the guide. */
export interface Instance {
  readonly name: string;
  readonly vcpu: number;
  /** Of one server, for one hour. */
  readonly pricePerHour: Big;
  /** As a single server; absent where the charts give none. */
  readonly ccu: Ccu | undefined;
  /** As four servers, 2 app and 2 streaming; prices and vCPUs are those of all four together. */
  readonly four: { readonly vcpu: number; readonly pricePerHour: Big; readonly ccu: Ccu | undefined };
  /** Why it should not be taken. */
  readonly notRecommended: string | undefined;
}

/** The charts, and where their prices come from. */
export interface Catalogue {
  readonly title: string;
  readonly source: string;
  readonly date: string;
  readonly currency: string;
  readonly region: string;
  readonly instances: readonly Instance[];
  /** The guide's own example with the figures that it prints; a price list of the user's has none. */
  readonly workedExample: WorkedExample | undefined;
}

/** The event that the guide works out, and its results word for word. */
export interface WorkedExample {
  readonly users: number;
  readonly hoursADay: number;
  readonly days: number;
  readonly setupHours: number;
  readonly instance: string;
  readonly setupInstance: string;
  readonly layout: string;
  readonly printed: PublishedFigures<string>;
  /** What is to be said of the printed figures. */
  readonly remark: string;
}

/** The figures of the guide's example, in its order. */
export interface PublishedFigures<T> {
  readonly minimumTopCapacity: T;
  readonly maximumTopCapacity: T;
  readonly development: T;
  readonly base: T;
  readonly minimumTotal: T;
  readonly maximumTotal: T;
}

/** The server type of this name. */
export const findInstance = (catalogue: Catalogue, name: string): Instance | undefined =>
  catalogue.instances.find((instance) => instance.name === name);

/** True for the compute-optimised families, the ones that the guide takes for events. */
export const isComputeOptimised = (instance: Instance): boolean => /^c\d/.test(instance.name);

/** True for the families whose speed depends on credits that a busy event uses up. */
export const isBurstable = (instance: Instance): boolean => /^t\d/.test(instance.name);
