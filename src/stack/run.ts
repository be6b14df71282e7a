/** Runs a planned stack for a command, with everything that a session has. */
import { prove } from '../engine/prove.ts';
import { runStack, type WhenReady } from '../engine/run-stack.ts';
import type { Result } from '../model/problem.ts';
import type { Verdict } from '../model/proof.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import type { OpenStack } from './open-stack.ts';

/** Starts the stack, calls `whenReady`, stops the stack. */
export const run = (plan: Plan, stack: OpenStack, session: Session, whenReady: WhenReady): Promise<Result<void>> =>
  runStack(
    plan,
    {
      machine: session.machine,
      authorityFile: stack.values.certificate.authority,
      emit: session.report.event,
      signal: session.signal,
      hurry: session.hurry,
    },
    whenReady,
  );

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
