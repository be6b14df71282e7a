/** Runs a planned stack for a command, with everything that a session has. */
import { LogWriter } from '../engine/log-writer.ts';
import { recordRunner } from '../engine/runner.ts';
import { prove } from '../engine/prove.ts';
import { runStack, type WhenStarted } from '../engine/run-stack.ts';
import type { Event } from '../model/event.ts';
import { logsFolder } from '../model/log.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Verdict } from '../model/proof.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { openStack, type OpenStack, planFor } from './open-stack.ts';

/** Starts the stack, calls `whenStarted`, stops the stack. What runs meanwhile is kept in the logs. */
export async function run(
  plan: Plan,
  stack: OpenStack,
  session: Session,
  whenStarted: WhenStarted,
): Promise<Result<void>> {
  const { machine, report, signal } = session;
  const { config } = stack.workspace;
  report.services(stack.services.map(({ name }) => ({ name, colour: config.services[name]?.colour })));
  const launches = plan.steps.some(({ action }) => action.kind === 'launch');
  const forget = launches ? await recordRunner(machine, stack.values.state) : undefined;
  const folder = logsFolder(stack.values.state);
  const logs = launches ? new LogWriter({ machine, folder, onProblem: report.event }) : undefined;
  const emit = (event: Event): void => {
    report.event(event);
    logs?.take(event);
  };
  const authorityFile = stack.values.certificate.authority;
  try {
    const replan = (services: readonly string[], running: readonly string[]): Promise<Result<Plan>> =>
      planMore(services, running, session);
    return await runStack(
      plan,
      { machine, authorityFile, state: stack.values.state, emit, signal, haste: session, replan },
      whenStarted,
    );
  } finally {
    await logs?.close();
    await forget?.();
  }
}

/** The plan for more services of a stack that runs already, with the settings as they are now. */
async function planMore(
  services: readonly string[],
  running: readonly string[],
  session: Session,
): Promise<Result<Plan>> {
  const stack = await openStack(session, { only: [...running, ...services], except: [] });
  if (!stack.ok) return stack;
  // It is this very metaton that runs the others, if any.
  const ours = { ...stack.value, facts: { ...stack.value.facts, runner: undefined } };
  return planFor(ours, session, () => true, running);
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

/** Tries every proof that the services of the stack name. */
export const proveStack = ({ services, values }: OpenStack, { machine }: Session): Promise<readonly Verdict[]> =>
  prove(
    services.flatMap((service) => (service.proofs?.(values) ?? []).map((proof) => ({ service: service.name, proof }))),
    { machine, authorityFile: values.certificate.authority },
  );

/** Shows what is up. */
export function summarize(
  plan: Plan,
  { services, values }: OpenStack,
  verdicts: readonly Verdict[],
  { report }: Session,
): void {
  report.summary({ plan, services: services.map(({ name, urls }) => ({ name, urls: urls(values) })), verdicts });
}

/** Resolves when the signal aborts. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
