/** A stack of one service, for those who steer it and listen to it. */
import type { ServiceStatus, StackControl } from '../../src/model/control.ts';
import type { Emit } from '../../src/model/event.ts';
import { ok, type Result } from '../../src/model/problem.ts';

/** Its service. */
export const web: ServiceStatus = {
  service: 'web',
  life: { phase: 'ready', errors: 0, isRebuilding: false },
  since: 2,
  pid: 812,
  startedAt: 1,
  restarts: 0,
  ports: [8080],
  url: 'https://localhost:8080',
};

/** A stack that does at once what it is told, and remembers it. */
export class TestStack implements StackControl {
  readonly wishes: string[] = [];
  readonly watchers = new Set<Emit>();
  /** What comes of the next wish. */
  outcome: Promise<Result<void>> = Promise.resolve(ok(undefined));
  onWatch: () => void = () => undefined;
  readonly status = (): readonly ServiceStatus[] => [web];
  readonly begun = (): Promise<Result<void>> => this.outcome;
  readonly start = (services: readonly string[]): Promise<Result<void>> => this.#wish('start', services);
  readonly stop = (services: readonly string[]): Promise<Result<void>> => this.#wish('stop', services);
  readonly restart = (services: readonly string[]): Promise<Result<void>> => this.#wish('restart', services);
  readonly down = (): void => void this.wishes.push('down');
  readonly watch = (emit: Emit): (() => void) => {
    this.watchers.add(emit);
    this.onWatch();
    return () => {
      this.watchers.delete(emit);
      this.onWatch();
    };
  };

  readonly emit: Emit = (event) => {
    for (const watcher of this.watchers) watcher(event);
  };

  /** Resolves when so many listen. */
  async watchedBy(count: number): Promise<void> {
    while (this.watchers.size !== count) await new Promise<void>((resolve) => (this.onWatch = resolve));
  }

  #wish(name: string, services: readonly string[]): Promise<Result<void>> {
    this.wishes.push(`${name} ${services.join(' ')}`);
    return this.outcome;
  }
}
