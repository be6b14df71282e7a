/** Remembers what happens from the first moment, so that whoever opens the page later sees all of it. */
import type { ServiceStatus } from '../model/control.ts';
import type { Event } from '../model/event.ts';
import type { Clock, GroupUsage } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';
import type { Plan, Step } from '../model/step.ts';
import { afterEvent, emptyStack, type StackState, type StepTimes } from '../report/stack-state.ts';
import { Board } from './board.ts';
import { Changes } from './changes.ts';
import { type Block, LineMaker, type Mask } from './line-maker.ts';
import { OutputRing } from './output-ring.ts';
import type {
  AboutStack,
  CaughtLink,
  DoctorState,
  PageService,
  Said,
  ShownProblem,
  TimelineStep,
  WorkspaceInfo,
} from './page-state.ts';

/** What there is to remember, and how. */
export interface RecorderGround {
  readonly clock: Clock;
  readonly about: AboutStack;
  readonly plan: Plan;
  readonly status: () => readonly ServiceStatus[];
  readonly mask: Mask;
  /** Links that have come with a block. */
  readonly catchLinks: (block: Block) => readonly Omit<CaughtLink, 'at'>[];
}

/** What a service takes of the machine. */
export interface ServiceUsage extends Pick<GroupUsage, 'memoryMiB'> {
  readonly cpuPercent: number;
}

/** What was said is shown, not kept: the logs have all of it. */
const mostSaid = 50;

/** Nobody signs in with more at once. */
const mostLinks = 20;

/** The memory of a run. Costs a reference a block while nobody looks. */
export class Recorder {
  readonly changes: Changes;
  readonly ring: OutputRing;
  readonly board: Board;
  readonly #ground: RecorderGround;
  #state: StackState = emptyStack;
  readonly #failedSteps = new Set<string>();
  #hasBegun = false;
  readonly #problems = new Map<string, ShownProblem>();
  #said: readonly Said[] = [];
  #links: readonly CaughtLink[] = [];
  #usage: ReadonlyMap<string, ServiceUsage> = new Map();
  #doctor: DoctorState = { phase: 'unasked', checks: [] };
  #workspace: WorkspaceInfo | undefined;

  constructor(ground: RecorderGround) {
    this.#ground = ground;
    this.changes = new Changes(ground.clock);
    this.ring = new OutputRing(new LineMaker(ground.mask));
    this.board = new Board(
      {
        about: () => ground.about,
        services: () => this.#services(),
        timeline: () => timelineOf(ground.plan, this.#state.steps, this.#failedSteps),
        links: () => this.#links,
        said: () => this.#said,
        doctor: () => this.#doctor,
        workspace: () => this.#workspace,
      },
      this.changes,
    );
  }

  /** Takes the next event. */
  readonly take = (event: Event): void => {
    switch (event.kind) {
      case 'log-block':
        this.#takeBlock(event);
        return;
      case 'service-phase':
        // What was wrong with it is so no more.
        if (event.phase === 'ready') this.#problems.delete(event.service);
        this.board.change('services');
        return;
      case 'service-exited':
      case 'failure-seen':
        this.board.change('services');
        return;
      case 'problem':
        this.tellProblem(event.problem, event.at);
        return;
      case 'notice': {
        const { text, service, at } = event;
        this.#say({ kind: 'notice', at, text, service });
        return;
      }
      case 'step-failed':
        this.tellProblem(event.problem, event.at);
        if (!this.#hasBegun) this.#failedSteps.add(event.step);
        this.#takeStep(event);
        return;
      case 'step-started':
      case 'step-succeeded':
        this.#takeStep(event);
        return;
      case 'step-progress':
      case 'step-skipped':
      case 'verdict':
    }
  };

  /** The start is over: steps from now on are of other plans. */
  begun(): void {
    this.#hasBegun = true;
  }

  /** Something went wrong; told again in the same words, it is told once. */
  tellProblem(problem: Problem, at = this.#ground.clock.now()): void {
    const { code, summary, evidence, fixes, service } = problem;
    const shown: ShownProblem = {
      code,
      summary,
      fixes,
      ...(evidence === undefined ? {} : { evidence }),
      ...(service === undefined ? {} : { service }),
    };
    if (service !== undefined) {
      this.#problems.set(service, shown);
      this.board.change('services');
    }
    const last = this.#said.findLast((said) => said.kind === 'problem' && said.problem.service === service);
    if (last?.kind === 'problem' && JSON.stringify(last.problem) === JSON.stringify(shown)) return;
    this.#say({ kind: 'problem', at, problem: shown });
  }

  /** Something worth saying, and nothing to mend. */
  tellNotice(text: string): void {
    this.#say({ kind: 'notice', at: this.#ground.clock.now(), text });
  }

  set usage(usage: ReadonlyMap<string, ServiceUsage>) {
    this.#usage = usage;
    this.board.change('services');
  }

  get doctor(): DoctorState {
    return this.#doctor;
  }

  set doctor(doctor: DoctorState) {
    this.#doctor = doctor;
    this.board.change('doctor');
  }

  set workspace(workspace: WorkspaceInfo | undefined) {
    this.#workspace = workspace;
    this.board.change('workspace');
  }

  #takeBlock(block: Block): void {
    this.ring.push(block);
    this.changes.tell();
    const caught = this.#ground.catchLinks(block);
    if (caught.length === 0) return;
    const fresh = caught.map((link) => ({ ...link, at: block.at }));
    // Of each address the newest: those before it are of no more use to anybody.
    const others = this.#links.filter(
      ({ email }) => email === undefined || !fresh.some((link) => link.email === email),
    );
    this.#links = [...others, ...fresh].slice(-mostLinks);
    this.board.change('links');
  }

  #takeStep(event: Event): void {
    if (this.#hasBegun) return;
    this.#state = afterEvent(this.#state, event);
    this.board.change('timeline');
  }

  #say(said: Said): void {
    this.#said = [...this.#said, said].slice(-mostSaid);
    this.board.change('said');
  }

  #services(): readonly PageService[] {
    return this.#ground.status().map((status) => {
      const problem = this.#problems.get(status.service);
      return {
        ...status,
        ...(status.pid === undefined ? {} : this.#usage.get(status.service)),
        ...(problem ? { problem } : {}),
      };
    });
  }
}

/** The steps that have begun, in that order. */
function timelineOf(
  { steps }: Plan,
  times: ReadonlyMap<string, StepTimes>,
  failed: ReadonlySet<string>,
): readonly TimelineStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  return [...times].map(([id, { startedAt, endedAt }]) => {
    const step = byId.get(id);
    return {
      id,
      title: step?.title ?? id,
      service: step?.service,
      startedAt,
      endedAt,
      hasFailed: failed.has(id),
      waitedFor: step && lastOf(step, times, byId),
    };
  });
}

function lastOf(
  { after }: Step,
  times: ReadonlyMap<string, StepTimes>,
  byId: ReadonlyMap<string, Step>,
): string | undefined {
  const ended = after.map((id) => ({ id, at: times.get(id)?.endedAt ?? 0 })).filter(({ at }) => at > 0);
  const last = ended.sort((one, other) => other.at - one.at)[0];
  return last && (byId.get(last.id)?.title ?? last.id);
}
