/** What a layout of one server type holds and costs an hour. */
import type Big from 'big.js';
import type { Ccu, Instance } from './catalogue.ts';
import type { Layout } from './layout.ts';

/** Servers in the guide's second chart. */
const charted = 4;

/** Users that the layout holds: charted for 1 and for 4 servers, else four's in proportion; `undefined` when not charted. */
export function capacity(instance: Instance, layout: Layout): Ccu | undefined {
  if (layout.servers === 1) return instance.ccu;
  const share = (users: number): number => Math.floor((users * layout.servers) / charted);
  const { ccu } = instance.four;
  return ccu && { min: share(ccu.min), max: share(ccu.max) };
}

/** True when the guide has no chart for so many servers. */
export const isExtrapolated = (layout: Layout): boolean => layout.servers !== 1 && layout.servers !== charted;

/** Price of all servers of the layout together for one hour. */
export const pricePerHour = (instance: Instance, layout: Layout): Big => instance.pricePerHour.times(layout.servers);
