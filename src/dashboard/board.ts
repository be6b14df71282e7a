/** The parts of what the page is told, each put into words when somebody reads it after it has changed. */
import type { Changes } from './changes.ts';
import type { Topics } from './event-stream.ts';
import type { PageState, Topic } from './page-state.ts';

/** How the parts are made. */
export type Makers = { readonly [T in Topic]: () => PageState[T] };

/** All parts. */
export class Board implements Topics {
  readonly names: readonly Topic[];
  readonly #makers: Makers;
  readonly #changes: Changes;
  readonly #versions = new Map<Topic, number>();
  readonly #texts = new Map<Topic, string>();

  constructor(makers: Makers, changes: Changes) {
    this.#makers = makers;
    this.#changes = changes;
    this.names = Object.keys(makers) as Topic[];
  }

  /** Says that a part is no longer what it was. */
  change(topic: Topic): void {
    this.#versions.set(topic, this.version(topic) + 1);
    this.#texts.delete(topic);
    this.#changes.tell();
  }

  readonly version = (topic: Topic): number => this.#versions.get(topic) ?? 0;

  readonly text = (topic: Topic): string => {
    const text = this.#texts.get(topic) ?? JSON.stringify(this.#makers[topic]() ?? null);
    this.#texts.set(topic, text);
    return text;
  };
}
