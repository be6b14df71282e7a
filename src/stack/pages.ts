/** What of a stack can be looked at in a browser. */
import type { OpenStack } from './open-stack.ts';

/** A service with pages. */
export interface Page {
  readonly service: string;
  readonly url: string;
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
