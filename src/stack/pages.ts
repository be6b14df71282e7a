/** What of a stack can be looked at in a browser. */
import type { NamedPage } from '../dashboard/page-state.ts';
import { allServices } from '../services/index.ts';
import type { OpenStack } from './open-stack.ts';

/** A service with pages. */
export interface Page {
  readonly service: string;
  readonly url: string;
}

/** What is looked at most, under the names that everybody knows, in this order. */
const wellKnown = { hubs: 'Hubs', 'hubs-admin': 'Admin', spoke: 'Spoke' } as const;

/** Pages for people: the world, its panels, then what services of the user's own have. */
export function namedPages(stack: Pick<OpenStack, 'services' | 'values'>): readonly NamedPage[] {
  const pages = pagesOf(stack);
  const known = Object.entries(wellKnown).flatMap(([name, label]) => {
    const page = pages.find(({ service }) => service === name);
    return page ? [{ label, url: page.url }] : [];
  });
  const ours = allServices.map(({ name }) => name);
  const others = pages.filter(({ service }) => !ours.includes(service));
  return [...known, ...others.map(({ service, url }) => ({ label: service, url }))];
}

/** Of each service the first address that a browser can open; the one that shows the world comes first. */
export function pagesOf({ services, values }: Pick<OpenStack, 'services' | 'values'>): readonly Page[] {
  const pages = services.flatMap(({ name, urls }) => {
    const url = urls(values).find((each) => each.url.startsWith('http'))?.url;
    return url === undefined ? [] : [{ service: name, url }];
  });
  const isWorld = ({ service }: Page): boolean => service === 'reticulum';
  return [...pages.filter(isWorld), ...pages.filter((page) => !isWorld(page))];
}
