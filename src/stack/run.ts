/** Runs a planned stack for a command, with everything that a session has. */
import { FailureMatcher } from '../engine/match-failures.ts';
import { LogWriter } from '../engine/log-writer.ts';
import { recordRunner } from '../engine/runner.ts';
import { type RunGround, runStack, type WhenStarted } from '../engine/run-stack.ts';
import { allFailures } from '../failures/index.ts';
import type { Event, Room } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import { logsFolder } from '../model/log.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Verdict } from '../model/proof.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import type { Acquisition } from '../plan/plan-ground.ts';
import { openStack, type OpenStack, planFor, planStep } from './open-stack.ts';

/** Nothing goes along with a stack that is there for a moment only. */
const alone: RunGround['accompany'] = () => Promise.resolve(() => Promise.resolve());

/** Starts the stack, calls `whenStarted`, stops the stack. What runs meanwhile is kept in the logs. */
export async function run(
  plan: Plan,
  stack: OpenStack,
  session: Session,
  whenStarted: WhenStarted,
  accompany: RunGround['accompany'] = alone,
  acquisition?: Acquisition,
): Promise<Result<void>> {
  const { machine, report, signal } = session;
  const { config } = stack.workspace;
  report.services(stack.services.map(({ name }) => ({ name, colour: config.services[name]?.colour })));
  const launches = plan.steps.some(({ action }) => action.kind === 'launch');
  const folder = logsFolder(stack.values.state);
  const logs = launches ? new LogWriter({ machine, folder, onProblem: report.event }) : undefined;
  const emit = (event: Event): void => {
    report.event(event);
    logs?.take(event);
  };
  // Where both lag behind, the other is asked at the next block.
  const room: Room = () => report.room() ?? logs?.room();
  const authorityFile = stack.values.certificate.authority;
  const { state } = stack.values;
  let forget: (() => Promise<void>) | undefined;
  // Of two that begin at once, the socket lets one through: the other must not have touched the record by then.
  const recorded: RunGround['accompany'] = async (running) => {
    const leave = await accompany(running);
    if (launches) forget = await recordRunner(machine, state);
    return leave;
  };
  try {
    const replan: RunGround['replan'] = (...wish) => planMore(wish, session);
    const later: RunGround['later'] = (step) => planStep(step, stack.services, session, acquisition);
    const failures = new FailureMatcher(allFailures);
    const around = { machine, authorityFile, state, emit, failures, room, signal, haste: session };
    return await runStack(plan, { ...around, replan, later, accompany: recorded }, whenStarted);
  } finally {
    await logs?.close();
    await forget?.();
  }
}

/** The plan for more services of a stack that runs already, with the settings as they are now. */
async function planMore(
  [services, running, leaving]: Parameters<RunGround['replan']>,
  session: Session,
): Promise<Result<Plan>> {
  const stack = await openStack(session, { only: [...running, ...services], except: [] });
  if (!stack.ok) return stack;
  // It is this very metaton that runs the others, if any.
  const portHolders = withoutPortsOf(leaving, stack.value);
  const ours = { ...stack.value, facts: { ...stack.value.facts, runner: undefined, portHolders } };
  return planFor(ours, session, () => true, running);
}

function withoutPortsOf(leaving: readonly string[], { services, values, facts }: OpenStack): Facts['portHolders'] {
  const free = services
    .filter(({ name }) => leaving.includes(name))
    .flatMap(({ name, ports }) => Object.keys(ports).map((port) => values.port(name, port)));
  return new Map([...facts.portHolders].filter(([port]) => !free.includes(port)));
}

/** Carries a plan out, or with `--dry-run` only says what it would do. */
export async function unlessDry(
  plan: Plan,
  { report, options }: Session,
  carryOut: () => Promise<Result<void>>,
): Promise<Result<void>> {
  if (!options.dryRun) return carryOut();
  report.dryRun(plan);
  return ok(undefined);
}

/** Shows what is up. */
export function summarize(
  plan: Plan,
  { services, values }: OpenStack,
  verdicts: readonly Verdict[],
  { report }: Session,
): void {
  report.summary({
    plan,
    services: services.map(({ name, urls }) => ({ name, urls: urls(values) })),
    verdicts,
    lan: values.lan,
  });
}

/** Resolves when the signal aborts. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
