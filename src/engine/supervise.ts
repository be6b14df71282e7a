/** Runs the long-lived processes of a stack: starts them, listens to them, tells when they are ready or gone, stops them. */
import type { Emit, Room } from '../model/event.ts';
import type { Exit, Machine, RunningProcess } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { serviceCrashed, serviceNotReady } from '../model/problems/process.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Launch } from '../model/step.ts';
import type { Life } from '../model/life.ts';
import type { Happening } from './lifecycle.ts';
import { isAlive, next } from './lifecycle.ts';
import { pumpOutput } from './pump-output.ts';
import { untilReady } from './readiness.ts';
import { Tail } from './tail.ts';

/** What the supervisor works with. */
export interface SupervisorGround {
  readonly machine: Machine;
  readonly emit: Emit;
  /** Services are made to wait while there is none. */
  readonly room?: Room | undefined;
  /** The authority that probes trust. */
  readonly authorityFile: string;
  /** Told at once when a service that was ready ends by itself; of one that was not, `awaitReady` tells. */
  readonly onCrash: (problem: Problem) => void;
}

/** One launched service. */
interface Member {
  readonly service: string;
  readonly launch: Launch;
  readonly process: RunningProcess;
  readonly tail: Tail;
  /** Aborts when the process has ended, so that nobody goes on asking it. */
  readonly gone: AbortController;
  /** Settles when all that it printed has been passed on. */
  readonly drained: Promise<void>;
  life: Life;
}

/** The processes of one run, in the order in which they were launched. */
export class Supervisor {
  readonly #ground: SupervisorGround;
  readonly #members = new Map<string, Member>();

  constructor(ground: SupervisorGround) {
    this.#ground = ground;
  }

  /** Starts a service. It counts as started once its process is there. */
  async launch(service: string, launch: Launch): Promise<void> {
    const { machine, emit } = this.#ground;
    const command =
      launch.run.kind === 'command' ? launch.run.command : await machine.database.serverCommand(launch.run.cluster);
    const process = await machine.processes.start(command);
    const tail = new Tail();
    const member: Member = {
      service,
      launch,
      process,
      tail,
      gone: new AbortController(),
      drained: pumpOutput(service, process.output, tail, this.#ground),
      life: { phase: 'waiting', needs: [] },
    };
    this.#members.set(service, member);
    emit({ kind: 'service-phase', service, phase: 'waiting', needs: [], at: machine.clock.now() });
    this.#happen(member, { kind: 'launched' });
    void this.#watch(member);
  }

  /** Resolves when the service is ready, or with the Problem that it crashed or took too long. */
  async awaitReady(service: string, readiness: Readiness, signal: AbortSignal): Promise<Result<void>> {
    const member = this.#members.get(service);
    if (!member) throw new Error(`${service} was not launched`);
    const { machine, authorityFile } = this.#ground;
    const outcome = await untilReady(readiness, {
      machine,
      authorityFile,
      sawLine: (pattern) => member.tail.saw(pattern),
      signal: AbortSignal.any([signal, member.gone.signal]),
    });
    if (member.life.phase === 'crashed') return failed(crashOf(member, member.life.exit));
    if (outcome.kind === 'ready') {
      this.#happen(member, { kind: 'answered', errors: 0 });
      return ok(undefined);
    }
    if (outcome.kind === 'cancelled') return ok(undefined);
    this.#happen(member, { kind: 'fell-silent', why: outcome.lastError });
    return failed(
      serviceNotReady(service, Math.round(readiness.withinMs / 1000), outcome.lastError, member.tail.text()),
    );
  }

  /** Stops all, each as soon as those that use it are gone. */
  async stopAll(hurry: AbortSignal): Promise<void> {
    const stopped = new Map<string, Promise<void>>();
    const stop = (member: Member): Promise<void> => {
      const known = stopped.get(member.service);
      if (known) return known;
      const users = member.launch.stopAfter.flatMap((name) => this.#members.get(name) ?? []);
      const mine = Promise.all(users.map(stop)).then(() => this.#stop(member, hurry));
      stopped.set(member.service, mine);
      return mine;
    };
    await Promise.all([...this.#members.values()].map(stop));
    this.#members.clear();
  }

  async #stop(member: Member, hurry: AbortSignal): Promise<void> {
    const { machine, emit } = this.#ground;
    this.#happen(member, { kind: 'stop-asked' });
    const { exit, wasKilled } = await member.process.stop(member.launch.stop, hurry);
    await member.drained;
    this.#happen(member, { kind: 'exited', exit, verdict: { kind: 'over' } });
    emit({ kind: 'service-exited', service: member.service, exit, wasKilled, at: machine.clock.now() });
  }

  async #watch(member: Member): Promise<void> {
    const exit = await member.process.exited;
    if (isAlive(member.life)) await member.drained;
    const wasReady = member.life.phase === 'ready';
    this.#happen(member, { kind: 'exited', exit, verdict: { kind: 'over' } });
    member.gone.abort();
    if (wasReady && member.life.phase === 'crashed') this.#ground.onCrash(crashOf(member, exit));
  }

  #happen(member: Member, happening: Happening): void {
    const life = next(member.life, happening);
    if (life === member.life) return;
    member.life = life;
    this.#ground.emit({
      kind: 'service-phase',
      service: member.service,
      ...life,
      at: this.#ground.machine.clock.now(),
    });
  }
}

const crashOf = ({ service, tail }: Member, exit: Exit): Problem => serviceCrashed(service, exit, tail.text());
