/** What the page knows, kept up to date by the stream of events. */
import type { LogEntry, MissedLines, PageState, Topic } from '../page-state.ts';
import { LogStore } from './log-store.ts';

/** How things stand between the page and metaton. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

const topics: readonly Topic[] = ['about', 'services', 'timeline', 'links', 'said', 'doctor', 'workspace'];

/** A page that nobody sees lets its connection go after so long: a browser has six for all its tabs, ms. */
const hiddenMs = 60_000;

/** State, lines, and the connection that both come by. */
export class PageModel {
  readonly logs = new LogStore();
  state: Partial<PageState> = {};
  connection: Connection = 'connecting';
  #source: EventSource | undefined;
  #last = '';
  #hiding = 0;
  readonly #listeners = new Set<() => void>();

  /** Listens from now on. */
  connect(): void {
    this.#open();
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.#hiding);
      if (document.hidden)
        this.#hiding = window.setTimeout(() => {
          this.#source?.close();
          this.#source = undefined;
        }, hiddenMs);
      else if (!this.#source && this.connection !== 'ended') this.#open();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #open(): void {
    const source = new EventSource(this.#last === '' ? '/events' : `/events?after=${this.#last}`);
    this.#source = source;
    source.onopen = () => {
      this.#be('live');
    };
    source.onerror = () => {
      if (this.connection !== 'ended') this.#be('lost');
    };
    const on = (name: string, take: (data: string) => void): void => {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        take(event.data);
        if (event.lastEventId !== '') this.#last = event.lastEventId;
      });
    };
    for (const topic of topics)
      on(topic, (data) => {
        this.state = { ...this.state, [topic]: JSON.parse(data) as unknown };
        this.#tell();
      });
    on('log', (data) => {
      this.logs.append(JSON.parse(data) as readonly LogEntry[]);
    });
    on('missed', (data) => {
      this.logs.miss((JSON.parse(data) as MissedLines).count);
    });
    on('bye', () => {
      source.close();
      this.#be('ended');
    });
  }

  #be(connection: Connection): void {
    this.connection = connection;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
