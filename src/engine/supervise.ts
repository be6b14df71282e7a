/** All services of a stack: started one by one, watched together, stopped so that none outlives what it needs. */
import type { Haste } from '../model/command.ts';
import type { ServiceStatus } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import type { Launch, Plan } from '../model/step.ts';
import { MemoryBudget } from './memory-budget.ts';
import { type ServiceGround, ServiceRun } from './service-run.ts';

/** What the supervisor works with: what services run in, less what it is to them itself. */
export type SupervisorGround = Omit<ServiceGround, 'memory' | 'notReady' | 'until'>;

/** The services of one stack. */
export class Supervisor {
  readonly #ground: SupervisorGround;
  readonly #memory: MemoryBudget;
  readonly #runs = new Map<string, ServiceRun>();
  readonly #waiting = new Set<() => void>();

  constructor(ground: SupervisorGround) {
    this.#ground = ground;
    this.#memory = new MemoryBudget(ground.machine);
  }

  /** Makes the services known that a plan will launch: they wait from now on. */
  expect({ steps }: Plan): void {
    for (const { action, service } of steps) {
      if (action.kind !== 'launch' || service === undefined || this.#runs.has(service)) continue;
      this.#add(service, action.launch);
      const { needs } = action.launch;
      this.#ground.emit({
        kind: 'service-phase',
        service,
        at: this.#ground.machine.clock.now(),
        phase: 'waiting',
        needs: this.#notReady(needs),
      });
    }
  }

  /** Starts a service. It counts as started once its process is there. */
  async launch(service: string, launch: Launch): Promise<void> {
    await (this.#runs.get(service) ?? this.#add(service, launch)).start(launch);
  }

  /** Resolves when the service is ready, or with the Problem that it is over or takes too long. */
  awaitReady(service: string, signal: AbortSignal): Promise<Result<void>> {
    return this.#run(service).awaitReady(signal);
  }

  /** Resolves when the service has done its work, or with the Problem that it has not. */
  awaitCompleted(service: string, signal: AbortSignal): Promise<Result<void>> {
    return this.#run(service).awaitCompleted(signal);
  }

  /** Stops these services, each as soon as those of them that use it are gone. */
  async stop(services: readonly string[], haste: Haste): Promise<void> {
    const stopped = new Map<string, Promise<void>>();
    const stop = (name: string): Promise<void> => {
      const known = stopped.get(name);
      if (known) return known;
      const run = this.#run(name);
      const users = run.launch.stopAfter.filter((user) => services.includes(user));
      const mine = untilAll(users.map(stop), haste.hurry).then(() => run.stop(haste));
      stopped.set(name, mine);
      return mine;
    };
    await Promise.all(services.map(stop));
  }

  /** Stops everything. */
  stopAll(haste: Haste): Promise<void> {
    return this.stop([...this.#runs.keys()], haste);
  }

  /** Names of the services that run, or will by themselves. */
  get wanted(): readonly string[] {
    return [...this.#runs.values()].filter((run) => run.isWanted).map(({ service }) => service);
  }

  /** True when nothing runs, and nothing will by itself. */
  get isOver(): boolean {
    return [...this.#runs.values()].every((run) => run.isOver);
  }

  /** True when all of these services have been launched, however they are now. */
  haveBegun(services: readonly string[]): boolean {
    return services.every((name) => {
      const phase = this.#runs.get(name)?.life.phase;
      return phase !== undefined && phase !== 'waiting';
    });
  }

  /** Of these services, those that are ready. */
  ready(services: readonly string[]): readonly string[] {
    return services.filter((name) => this.#runs.get(name)?.life.phase === 'ready');
  }

  /** Names of the services that wait although one of these is ready, and all that they need. */
  heldUpBy(services: readonly string[]): readonly string[] {
    const users = this.ready(services).flatMap((name) => this.#runs.get(name)?.launch.stopAfter ?? []);
    return [...new Set(users)].filter((name) => {
      const run = this.#runs.get(name);
      return run?.life.phase === 'waiting' && this.#notReady(run.launch.needs).length === 0;
    });
  }

  /** What each service was last launched with, or is to be. */
  launches(): ReadonlyMap<string, Launch> {
    return new Map([...this.#runs.values()].map(({ service, launch }) => [service, launch]));
  }

  /** How each service is, in the order in which they became known. */
  status(): readonly ServiceStatus[] {
    return [...this.#runs.values()].map((run) => {
      const { service, life, since, process, restarts, launch } = run;
      return {
        service,
        life: life.phase === 'waiting' ? { phase: 'waiting', needs: this.#notReady(launch.needs) } : life,
        since,
        pid: process?.pid,
        startedAt: process?.startedAt,
        restarts,
        ports: launch.ports,
        url: launch.url,
        ...(run.lastFailure ? { lastFailure: run.lastFailure } : {}),
      };
    });
  }

  #run(service: string): ServiceRun {
    const run = this.#runs.get(service);
    if (!run) throw new Error(`${service} is not known`);
    return run;
  }

  #add(service: string, launch: Launch): ServiceRun {
    const run = new ServiceRun(service, launch, {
      ...this.#ground,
      memory: this.#memory,
      notReady: (services) => this.#notReady(services),
      until: (condition, signal) => this.#until(condition, signal),
      onChange: (name) => {
        this.#changed(name);
      },
    });
    this.#runs.set(service, run);
    return run;
  }

  /** A need that is not ours to run is seen to by the plan alone. */
  #notReady(services: readonly string[]): readonly string[] {
    return services.filter((name) => {
      const phase = this.#runs.get(name)?.life.phase;
      return phase !== undefined && phase !== 'ready';
    });
  }

  #until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!signal.aborted && !condition()) return;
        this.#waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  #changed(service: string): void {
    for (const look of [...this.#waiting]) look();
    void this.#renew(service);
    this.#ground.onChange(service);
  }

  /** Starts anew what read something that the service, ready again, may have changed. */
  async #renew(service: string): Promise<void> {
    if (this.#runs.get(service)?.life.phase !== 'ready') return;
    const affected = [...this.#runs.values()].filter(({ launch }) => launch.renewal?.after === service);
    await Promise.all(affected.map((run) => run.renew()));
  }
}

/** Waits for all, or no longer than there is time. */
const untilAll = async (promises: readonly Promise<void>[], hurry: AbortSignal): Promise<void> => {
  const all = Promise.all(promises);
  await Promise.race([
    all,
    new Promise<void>((resolve) => {
      if (hurry.aborted) resolve();
      hurry.addEventListener('abort', () => {
        resolve();
      });
    }),
  ]);
};
