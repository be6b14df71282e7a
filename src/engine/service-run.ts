/** Runs one service of a stack: starts its process, asks whether it is ready, starts it again when it fell, stops it. */
import type { Command, Haste, Stop } from '../model/command.ts';
import type { Emit, Room } from '../model/event.ts';
import type { SeenFailure } from '../model/failure.ts';
import type { Life } from '../model/life.ts';
import type { Exit } from '../model/exit.ts';
import type { GroupEnd, Machine, RunningProcess } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, ProblemError, withKnown } from '../model/problem.ts';
import {
  type Crash,
  serviceCrashed,
  serviceCrashLoop,
  serviceNotEnded,
  serviceNotReady,
  serviceStopped,
} from '../model/problems/process.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Launch, Renewal } from '../model/step.ts';
import { compileLines } from './compile-lines.ts';
import { hasProcess, isAlive, next, type Happening } from './lifecycle.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { aliveProbe, type ProbeGround, untilAnswering, untilReady, untilSilent } from './readiness.ts';
import { healthyMs, judgeExit } from './judge-exit.ts';
import { type FailureMatcher, FailureWatch } from './match-failures.ts';
import { pumpOutput } from './pump-output.ts';
import { Tail } from './tail.ts';

/** What a service runs in. */
export interface ServiceGround {
  readonly machine: Machine;
  readonly emit: Emit;
  /** The service is made to wait while there is none. */
  readonly room?: Room | undefined;
  /** Recognises known failures in what it prints. */
  readonly failures: FailureMatcher;
  /** Starts a service's program. */
  readonly start: (service: string, command: Command) => Promise<RunningProcess>;
  /** The authority that probes trust. */
  readonly authorityFile: string;
  readonly memory: MemoryBudget;
  /** Of these services, those that are not ready now. */
  readonly notReady: (services: readonly string[]) => readonly string[];
  /** Resolves when the condition holds, which is looked at whenever any service changes, or when the signal aborts. */
  readonly until: (condition: () => boolean, signal: AbortSignal) => Promise<void>;
  /** Told after each change of phase. */
  readonly onChange: (service: string) => void;
  /** Told at once of a service that is over, or takes too long. */
  readonly onProblem: (problem: Problem) => void;
}

/** A process from its start to its end. */
interface Incarnation {
  readonly process: RunningProcess;
  readonly tail: Tail;
  readonly watch: FailureWatch;
  /** Aborts when it has ended, so that nobody goes on asking it. */
  readonly gone: AbortController;
  /** Settles when all that it printed has been passed on. */
  readonly drained: Promise<void>;
  readonly startedAt: number;
}

/** The last lines of a process come at once, or somebody else holds its pipe, ms. */
const drainWithinMs = 200;

/** One service, through all its processes. */
export class ServiceRun {
  readonly service: string;
  readonly #ground: ServiceGround;
  #launch: Launch;
  #life: Life = { phase: 'waiting', needs: [] };
  #since: number;
  #now: Incarnation | undefined;
  /** Aborts when nobody wants it to run any more. */
  #unwanted = new AbortController();
  #restarts = 0;
  /** Crashes without a healthy time between them. */
  #row: Crash[] = [];
  #readyAt: number | undefined;
  /** What its renewal's question was answered with when it was ready first. */
  #readAtStart: string | undefined;
  /** How often it was asked to stop. */
  #stops = 0;
  /** Errors of the last compile. */
  #errors = 0;
  /** How many wait for it to be ready or done. */
  #awaiting = 0;
  /** Why it is not ready, or over. */
  #problem: Problem | undefined;
  /** The start of a process that is under way: a stop has to wait for it. */
  #starting: Promise<void> | undefined;
  /** True from a crash until it is started again, or never will be. */
  #isComingBack = false;
  /** The newest known failure, whichever process printed it. */
  #lastFailure: SeenFailure | undefined;
  /** The last process that fell: what it had started has to be ended. */
  #fallen: RunningProcess | undefined;

  constructor(service: string, launch: Launch, ground: ServiceGround) {
    this.service = service;
    this.#launch = launch;
    this.#ground = ground;
    this.#since = ground.machine.clock.now();
  }

  get life(): Life {
    return this.#life;
  }

  get launch(): Launch {
    return this.#launch;
  }

  /** When its phase began, ms since the epoch. */
  get since(): number {
    return this.#since;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** The newest known failure that it has printed. */
  get lastFailure(): SeenFailure | undefined {
    return this.#now?.watch.last ?? this.#lastFailure;
  }

  /** Its process, while there is one. */
  get process(): { readonly pid: number; readonly startedAt: number } | undefined {
    return this.#now && { pid: this.#now.process.pid, startedAt: this.#now.startedAt };
  }

  /** True while it runs, or will by itself. */
  get isWanted(): boolean {
    return hasProcess(this.#life) || this.#isComingBack;
  }

  /** True when nothing that happens by itself can make it run again, and nobody has stopped it who may start it. */
  get isOver(): boolean {
    if (this.isWanted) return false;
    return this.#life.phase !== 'stopped' || this.#life.exit !== undefined;
  }

  /** Starts it with a clean slate, unless it runs. It has started once its process is there; throws where that cannot be. */
  async start(launch: Launch): Promise<void> {
    if (this.#starting !== undefined || hasProcess(this.#life)) return;
    this.#launch = launch;
    // Whoever waits to start it again need not any more.
    this.#unwanted.abort();
    this.#unwanted = new AbortController();
    this.#row = [];
    this.#restarts = 0;
    await this.#spawn();
  }

  /** Resolves when it is ready or has done its work, or with the Problem that it is over or took too long. */
  async awaitReady(signal: AbortSignal): Promise<Result<void>> {
    return this.#await(() => this.#life.phase === 'ready' || this.#life.phase === 'stopped', signal);
  }

  /** Resolves when it has come to its end as it was meant to, or with the Problem that it did not. */
  async awaitCompleted(signal: AbortSignal): Promise<Result<void>> {
    return this.#await(() => this.#life.phase === 'stopped', signal);
  }

  async #await(condition: () => boolean, signal: AbortSignal): Promise<Result<void>> {
    this.#awaiting++;
    await this.#ground.until(() => this.#problem !== undefined || condition(), signal);
    this.#awaiting--;
    if (this.#problem) return failed(this.#problem);
    const isStopped = this.#life.phase === 'stopped' && this.#life.exit === undefined;
    return isStopped ? failed(serviceStopped(this.service)) : ok(undefined);
  }

  /** Starts it anew where what it read when it started has changed since. */
  async renew(): Promise<void> {
    const { renewal } = this.#launch;
    if (!renewal || this.#readAtStart === undefined || !hasProcess(this.#life)) return;
    const readNow = await this.#read(renewal);
    if (readNow === undefined || readNow === this.#readAtStart || !hasProcess(this.#life)) return;
    const text = `${this.service} is started anew: what it read when it started has changed`;
    this.#ground.emit({ kind: 'notice', service: this.service, text, at: this.#clock.now() });
    const stops = this.#stops + 1;
    await this.stop();
    if (this.#stops === stops) await this.start(this.#launch);
  }

  /** Ends its process, if there is one, and its restarts. */
  async stop(haste?: Haste): Promise<void> {
    this.#stops++;
    this.#unwanted.abort();
    await this.#starting?.catch(() => undefined);
    await this.#clear(haste);
    const now = this.#now;
    const wasReady = this.#readyAt !== undefined;
    this.#happen({ kind: 'stop-asked' });
    if (!now) return;
    const { stop } = this.#launch;
    const graceMs = wasReady ? stop.graceMs : (stop.startingGraceMs ?? stop.graceMs);
    const { exit, wasKilled } = await this.#end(now.process, { ...stop, graceMs }, haste);
    await this.#untilDrained(now);
    this.#happen({ kind: 'exited', exit, verdict: { kind: 'over' } });
    this.#ground.emit({ kind: 'service-exited', service: this.service, exit, wasKilled, at: this.#clock.now() });
  }

  get #clock(): Machine['clock'] {
    return this.#ground.machine.clock;
  }

  async #spawn(): Promise<void> {
    this.#problem = undefined;
    this.#readyAt = undefined;
    this.#readAtStart = undefined;
    this.#errors = 0;
    this.#starting = this.#startProcess();
    try {
      await this.#starting;
    } finally {
      this.#starting = undefined;
    }
  }

  async #startProcess(): Promise<void> {
    const { machine } = this.#ground;
    const { run } = this.#launch;
    const unwanted = this.#unwanted.signal;
    await this.#untilMemory(unwanted);
    if (unwanted.aborted) return;
    const command = run.kind === 'command' ? run.command : await machine.database.serverCommand(run.cluster, run.build);
    const process = await this.#ground.start(this.service, command);
    const tail = new Tail();
    const watch = new FailureWatch(this.#ground.failures, this.service);
    const drained = this.#pump(process, tail, watch);
    const now = { process, tail, watch, drained, gone: new AbortController(), startedAt: this.#clock.now() };
    this.#now = now;
    this.#happen({ kind: 'launched' });
    void this.#ask(now);
    void this.#watch(now);
  }

  async #untilMemory(unwanted: AbortSignal): Promise<void> {
    const { memory, until } = this.#ground;
    for (;;) {
      const before = await memory.reserve(this.service, this.#launch.startMemoryMiB);
      if (before.length === 0 || unwanted.aborted) return;
      this.#happen({ kind: 'held-up', needs: before });
      await until(() => before.some((name) => !memory.holds(name)), unwanted);
    }
  }

  /** Asks until it is ready, and goes on asking whether it still is. */
  async #ask(now: Incarnation): Promise<void> {
    const ground: ProbeGround = {
      machine: this.#ground.machine,
      authorityFile: this.#ground.authorityFile,
      sawLine: (pattern) => now.tail.saw(pattern),
      onListening: () => {
        this.#happen({ kind: 'port-opened' });
      },
      signal: AbortSignal.any([now.gone.signal, this.#unwanted.signal]),
    };
    const { readiness } = this.#launch;
    if (!(await this.#untilReady(readiness, now, ground))) return;
    this.#answered();
    const alive = aliveProbe(readiness);
    while (alive) {
      const why = await untilSilent(alive, ground);
      if (why === undefined) return;
      this.#happen({ kind: 'fell-silent', why });
      await untilAnswering(alive, ground);
      if (ground.signal.aborted) return;
      this.#answered();
    }
  }

  /** False when it ended, or was stopped, before. One that is late is told of, and may still come. */
  async #untilReady(readiness: Readiness, now: Incarnation, ground: ProbeGround): Promise<boolean> {
    const outcome = await untilReady(readiness, ground);
    if (outcome.kind !== 'too-late') return outcome.kind === 'ready';
    const { withinMs } = readiness;
    const { last } = now.watch;
    const problem = serviceNotReady(this.service, { ...outcome, withinMs }, now.tail.text());
    this.#fail(withKnown(problem, last ? [last.failure] : []));
    this.#happen({ kind: 'fell-silent', why: outcome.lastError });
    const late = await untilReady({ ...readiness, withinMs: Infinity }, ground);
    return late.kind === 'ready';
  }

  #answered(): void {
    this.#problem = undefined;
    this.#readyAt ??= this.#clock.now();
    this.#happen({ kind: 'answered', errors: this.#errors });
    const { renewal } = this.#launch;
    if (renewal) void this.#read(renewal).then((answer) => (this.#readAtStart ??= answer));
  }

  /** `undefined` where the database does not answer: nobody knows then. */
  #read({ url, query }: Renewal): Promise<string | undefined> {
    return this.#ground.machine.database.query(url, query).catch(() => undefined);
  }

  /** Sees a process to its end, and decides what comes after. */
  async #watch(now: Incarnation): Promise<void> {
    const exit = await now.process.exited;
    if (!isAlive(this.#life)) return;
    // What it started may still hold its ports.
    this.#fallen = now.process;
    void this.#clear();
    await this.#untilDrained(now);
    now.gone.abort();
    if (isAlive(this.#life)) await this.#afterExit(now, exit);
  }

  async #clear(haste?: Haste): Promise<void> {
    if (this.#fallen) await this.#end(this.#fallen, this.#launch.stop, haste);
    this.#fallen = undefined;
  }

  async #end(process: RunningProcess, stop: Stop, haste?: Haste): Promise<GroupEnd> {
    const end = await process.stop(stop, haste);
    if (end.left.length > 0) this.#ground.onProblem(serviceNotEnded(this.service, end.left));
    return end;
  }

  async #afterExit({ tail }: Incarnation, exit: Exit): Promise<void> {
    if (this.#readyAt !== undefined && this.#clock.now() - this.#readyAt >= healthyMs) this.#row = [];
    // Without what it needs it could not have run on: that is not held against it.
    const isExcused = this.#ground.notReady(this.#launch.needs).length > 0;
    const verdict = judgeExit(this.#launch.restart, exit, isExcused ? 0 : this.#row.length, this.#clock.chance());
    if (!isExcused) this.#row.push({ exit, tail: tail.text() });
    this.#isComingBack = verdict.kind === 'again';
    if (verdict.kind === 'over') this.#fail(this.#crashProblem(exit, tail));
    this.#happen({ kind: 'exited', exit, verdict });
    if (verdict.kind === 'again') await this.#again(verdict.inMs);
  }

  #crashProblem(exit: Exit, tail: Tail): Problem {
    const [first] = this.#row;
    const last = this.#row.at(-1);
    const problem =
      first && last && first !== last
        ? serviceCrashLoop(this.service, { count: this.#row.length, first, last })
        : serviceCrashed(this.service, exit, tail.text());
    // What it met hours ago is not what it died of.
    return withKnown(problem, this.#ground.failures.explain(tail.text(), 'log', this.service));
  }

  async #again(inMs: number): Promise<void> {
    try {
      await this.#comeBack(inMs);
    } finally {
      this.#isComingBack = false;
      this.#ground.onChange(this.service);
    }
  }

  async #comeBack(inMs: number): Promise<void> {
    const unwanted = this.#unwanted.signal;
    if (inMs > 0) await this.#clock.sleep(inMs, unwanted);
    const { notReady, until } = this.#ground;
    const missing = notReady(this.#launch.needs);
    if (missing.length > 0) {
      this.#happen({ kind: 'held-up', needs: missing });
      await until(() => notReady(this.#launch.needs).length === 0, unwanted);
    }
    await this.#clear();
    if (unwanted.aborted) return;
    try {
      if (!(await this.#passGate(unwanted))) return;
      this.#restarts++;
      await this.#spawn();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#fail(error.problem);
    }
  }

  async #passGate(unwanted: AbortSignal): Promise<boolean> {
    const { gate } = this.#launch;
    if (!gate) return true;
    const never = new Promise<void>(() => undefined);
    const { machine, authorityFile } = this.#ground;
    const ground = { machine, authorityFile, sawLine: () => never, onListening: () => undefined, signal: unwanted };
    const outcome = await untilReady(gate, ground);
    if (outcome.kind === 'too-late')
      this.#fail(serviceNotReady(this.service, { ...outcome, withinMs: gate.withinMs }, ''));
    return outcome.kind === 'ready';
  }

  #fail(problem: Problem): void {
    this.#problem = problem;
    // Whoever awaits it tells.
    if (this.#awaiting === 0) this.#ground.onProblem(problem);
    this.#ground.onChange(this.service);
  }

  async #untilDrained({ drained }: Incarnation): Promise<void> {
    const waited = new AbortController();
    await Promise.race([drained, this.#clock.sleep(drainWithinMs, waited.signal)]);
    waited.abort();
  }

  #happen(happening: Happening): void {
    const life = next(this.#life, happening);
    if (life === this.#life) return;
    this.#life = life;
    this.#since = this.#clock.now();
    if (!hasProcess(life)) this.#forget();
    if (!hasProcess(life) || life.phase === 'ready' || life.phase === 'unready')
      this.#ground.memory.release(this.service);
    this.#ground.emit({ kind: 'service-phase', service: this.service, at: this.#since, ...life });
    this.#ground.onChange(this.service);
  }

  #forget(): void {
    this.#lastFailure = this.lastFailure;
    this.#now = undefined;
  }

  #readCompile(bytes: Uint8Array): void {
    const marks = this.#launch.compiles;
    if (!marks) return;
    for (const said of compileLines(marks, bytes)) {
      if (said.kind === 'compiled') this.#errors = said.errors;
      this.#happen(said);
    }
  }

  #pump(process: RunningProcess, tail: Tail, watch: FailureWatch): Promise<void> {
    const { emit } = this.#ground;
    const onLines = (bytes: Uint8Array): void => {
      tail.push(bytes);
      this.#readCompile(bytes);
    };
    // What a failure means is said when the line that shows it has been.
    const andExplain: Emit = (event) => {
      emit(event);
      if (event.kind === 'log-block') for (const seen of watch.take(event)) emit(seen);
    };
    return pumpOutput(this.service, process.output, onLines, { ...this.#ground, emit: andExplain });
  }
}
