/** Which servers a crowd needs. */
import type { Catalogue, Ccu, Instance } from './catalogue.ts';
import { capacity } from './capacity.ts';
import type { Layout } from './layout.ts';

/** A server type in a layout. */
export interface ServerChoice {
  readonly instance: Instance;
  readonly layout: Layout;
}

/** Which end of the range must hold the crowd: `max` counts on most of it only watching, `min` on nobody doing so. */
export type CrowdKind = keyof Ccu;

/** The cheapest allowed server type that holds the crowd in this layout, never one that is not recommended. */
export function pickInstance(
  catalogue: Catalogue,
  layout: Layout,
  users: number,
  kind: CrowdKind,
  isAllowed: (instance: Instance) => boolean,
): Instance | undefined {
  return catalogue.instances
    .filter((instance) => isAllowed(instance) && holds(instance, layout, users, kind))
    .toSorted((one, other) => one.pricePerHour.cmp(other.pricePerHour))[0];
}

/** The first layout that has a server type large enough, with that type: servers grow before they multiply. */
export function pickServers(
  catalogue: Catalogue,
  layouts: readonly Layout[],
  users: number,
  kind: CrowdKind,
  isAllowed: (instance: Instance) => boolean,
): ServerChoice | undefined {
  for (const layout of layouts) {
    const instance = pickInstance(catalogue, layout, users, kind, isAllowed);
    if (instance !== undefined) return { instance, layout };
  }
  return undefined;
}

/** The largest crowd that any allowed server type holds in any of the layouts; 0 when none holds one. */
export const largestCrowd = (
  catalogue: Catalogue,
  layouts: readonly Layout[],
  kind: CrowdKind,
  isAllowed: (instance: Instance) => boolean,
): number =>
  Math.max(
    0,
    ...layouts.flatMap((layout) =>
      catalogue.instances
        .filter((instance) => isAllowed(instance) && instance.notRecommended === undefined)
        .map((instance) => capacity(instance, layout)?.[kind] ?? 0),
    ),
  );

const holds = (instance: Instance, layout: Layout, users: number, kind: CrowdKind): boolean =>
  instance.notRecommended === undefined && (capacity(instance, layout)?.[kind] ?? 0) >= users;
