/** Takes a stack from its plan to its end, and lets others steer it meanwhile. */
import type { Haste } from '../model/command.ts';
import type { ServiceStatus, StackControl } from '../model/control.ts';
import type { Emit, Event, Room } from '../model/event.ts';
import type { Machine } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { shortCommand } from '../model/short-command.ts';
import { serviceUnknown } from '../model/problems/config.ts';
import { stackGone } from '../model/problems/control.ts';
import type { Launch, Plan } from '../model/step.ts';
import { endStrays } from './end-strays.ts';
import { InstallSlots } from './install-slots.ts';
import { LaunchRecord } from './leftovers.ts';
import type { FailureMatcher } from './match-failures.ts';
import type { ActionGround } from './run-action.ts';
import { runPlan } from './run-plan.ts';
import { Supervisor } from './supervise.ts';
import { Turns } from './turns.ts';

/** What a run works with. */
export interface RunGround {
  readonly machine: Machine;
  readonly authorityFile: string;
  readonly emit: Emit;
  /** Recognises known failures in what is printed. */
  readonly failures: FailureMatcher;
  /** Services are made to wait while there is none. */
  readonly room?: Room | undefined;
  /** Folder of the workspace's state: what is launched is recorded there. */
  readonly state: string;
  /** The user's wish to stop. */
  readonly signal: AbortSignal;
  /** How much the user hurries what stops. */
  readonly haste: Haste;
  /**
   * Plans anew, with the settings as they are now, for these services and what they need, less those that run. Those that
   * are leaving still hold their ports, and will not when the plan is run.
   */
  readonly replan: (
    services: readonly string[],
    running: readonly string[],
    leaving: readonly string[],
  ) => Promise<Result<Plan>>;
  /** Plans one step anew that could not be planned before those that it waits for were done. */
  readonly later: ActionGround['later'];
  /** Called before anything is started, for what goes along with the stack; the answer is called when all has ended. */
  readonly accompany: (stack: RunningStack) => Promise<() => Promise<void>>;
}

/** What to do once the start is over; the stack stays up until it resolves. Of what failed it is told. */
export type WhenStarted = (stack: RunningStack, problems: readonly Problem[]) => Promise<readonly Problem[]>;

/** Runs the plan, then `whenStarted`, then stops everything, whatever happened. Answers all Problems met. */
export async function runStack(plan: Plan, ground: RunGround, whenStarted: WhenStarted): Promise<Result<void>> {
  const stack = new RunningStack(ground);
  const leave = await ground.accompany(stack);
  try {
    const problems = await stack.begin(plan);
    if (!ground.signal.aborted) problems.push(...(await whenStarted(stack, problems)));
    return okUnless([...new Set(problems)], undefined);
  } finally {
    await stack.end();
    await leave();
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** Promise.withResolvers, which Node 20 does not have. */
function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A stack that runs. */
export class RunningStack implements StackControl {
  readonly #ground: RunGround;
  readonly #supervisor: Supervisor;
  readonly #record: LaunchRecord;
  readonly #watchers = new Set<Emit>();
  readonly #ended = new AbortController();
  /** Settles when all that has been asked of it is done. */
  #work: Promise<unknown> = Promise.resolve();
  /** How many wishes are being granted. */
  #underWay = 0;
  #hasBegun = false;
  readonly #begun = deferred<Result<void>>();
  /** Services of which a Problem has been told: others may have given up on them. */
  readonly #failed = new Set<string>();

  constructor(ground: RunGround) {
    this.#ground = ground;
    this.#record = new LaunchRecord(ground.machine, ground.state);
    this.#supervisor = new Supervisor({
      machine: ground.machine,
      authorityFile: ground.authorityFile,
      emit: this.#emit,
      room: ground.room,
      failures: ground.failures,
      start: (service, command) => this.#record.start(service, command),
      onProblem: (problem) => {
        this.tell({ kind: 'problem', problem });
      },
      onChange: this.#look,
    });
    ground.signal.addEventListener('abort', this.down);
    if (ground.signal.aborted) this.down();
  }

  /** Aborts when the stack is to end: the user or somebody else wants it, or nothing is left that runs. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  readonly begun = (): Promise<Result<void>> => this.#begun.promise;

  readonly status = (): readonly ServiceStatus[] => this.#supervisor.status();

  readonly down = (): void => {
    this.#ended.abort();
  };

  readonly watch = (emit: Emit): (() => void) => {
    this.#watchers.add(emit);
    return () => void this.#watchers.delete(emit);
  };

  /** What each service that is known was last launched with. */
  launches(): ReadonlyMap<string, Launch> {
    return this.#supervisor.launches();
  }

  /** Says something about the stack to all who listen. */
  tell(
    said: { readonly kind: 'notice'; readonly text: string } | { readonly kind: 'problem'; readonly problem: Problem },
  ): void {
    this.#emit({ ...said, at: this.#ground.machine.clock.now() });
  }

  readonly start = (services: readonly string[]): Promise<Result<void>> =>
    this.#grant(services, async () => this.#bring(services));

  readonly stop = (services: readonly string[]): Promise<Result<void>> =>
    this.#grant(services, async () => {
      const known = this.#known(services);
      if (!known.ok) return known;
      await this.#supervisor.stop(services, this.#ground.haste);
      return ok(undefined);
    });

  readonly restart = (services: readonly string[]): Promise<Result<void>> =>
    this.#grant(services, async () => {
      const known = this.#known(services);
      if (!known.ok) return known;
      // Settings that are wrong stop nothing.
      const { wanted } = this.#supervisor;
      const leaving = wanted.filter((name) => services.includes(name));
      const others = wanted.filter((name) => !services.includes(name));
      const plan = await this.#ground.replan(services, others, leaving);
      if (!plan.ok) return plan;
      await this.#supervisor.stop(services, this.#ground.haste);
      return this.#bring(services);
    });

  /** Runs the first plan; answers the Problems met. */
  async begin(plan: Plan): Promise<Problem[]> {
    const result = await this.#grant([], () => this.#perform(plan), ok(undefined));
    this.#hasBegun = true;
    this.#begun.resolve(result);
    this.#look();
    return result.ok ? [] : [...result.problems];
  }

  /** Stops everything. */
  async end(): Promise<void> {
    this.down();
    await this.#work;
    await this.#supervisor.stopAll(this.#ground.haste);
    await this.#endStrays();
    await this.#record.close();
  }

  async #endStrays(): Promise<void> {
    for (const { pid, command } of await endStrays(this.#ground.machine, this.#ground.haste.kill)) {
      const text = `a program that had left its service was ended: pid ${pid} (${shortCommand(command)})`;
      this.tell({ kind: 'notice', text });
    }
  }

  /**
   * Services that have been launched are steered at once, however long others take to start. All else comes one after
   * the other: two plans at once could prepare the same service twice.
   */
  async #grant(
    services: readonly string[],
    wish: () => Promise<Result<void>>,
    ifEnded: Result<void> = failed(stackGone()),
  ): Promise<Result<void>> {
    const before = services.length > 0 && this.#supervisor.haveBegun(services) ? undefined : this.#work;
    const mine = (async () => {
      await before;
      if (this.#ended.signal.aborted) return ifEnded;
      this.#underWay++;
      try {
        return await wish();
      } finally {
        this.#underWay--;
      }
    })();
    // Its failure is told to whoever wished it, and is nothing to the next.
    this.#work = Promise.all([this.#work, mine.catch(() => undefined)]);
    const result = await mine;
    this.#look();
    return result;
  }

  #known(services: readonly string[]): Result<void> {
    const names = this.#supervisor.status().map(({ service }) => service);
    return okUnless(
      services
        .filter((name) => !names.includes(name))
        .map((name) => serviceUnknown({ source: 'command line' }, name, names)),
      undefined,
    );
  }

  async #bring(services: readonly string[]): Promise<Result<void>> {
    const plan = await this.#ground.replan(services, this.#supervisor.wanted, []);
    if (!plan.ok) return plan;
    const result = await this.#perform(plan.value);
    // Steps that were cut off are no failure of theirs, and not done either.
    return result.ok && this.#ended.signal.aborted ? failed(stackGone()) : result;
  }

  #perform(plan: Plan): Promise<Result<void>> {
    const { machine, authorityFile, failures, later } = this.#ground;
    this.#supervisor.expect(plan);
    const signal = this.#ended.signal;
    const ground = { machine, supervisor: this.#supervisor, authorityFile, failures, signal, later };
    return runPlan(plan, { ...ground, slots: new InstallSlots(machine), turns: new Turns() }, this.#emit);
  }

  /** Goes on with what had to wait for a service that has recovered; ends when nothing is left to run. */
  readonly #look = (): void => {
    if (!this.#hasBegun || this.#underWay > 0 || this.#ended.signal.aborted) return;
    const heldUp = this.#supervisor.heldUpBy([...this.#failed]);
    this.#supervisor.ready([...this.#failed]).forEach((name) => this.#failed.delete(name));
    if (heldUp.length > 0) void this.start(heldUp);
    else if (this.#supervisor.isOver) this.down();
  };

  readonly #emit = (event: Event): void => {
    const problem = event.kind === 'problem' || event.kind === 'step-failed' ? event.problem : undefined;
    if (problem?.service !== undefined) this.#failed.add(problem.service);
    this.#ground.emit(event);
    for (const watcher of this.#watchers) watcher(event);
  };
}
