/** `metaton up`: bring the chosen services from nothing to ready, and keep them running. */
import type { WhenStarted } from '../engine/run-stack.ts';
import type { Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { accompany } from '../stack/accompany.ts';
import { openStack, planFor } from '../stack/open-stack.ts';
import { run, summarize, unlessDry, untilAborted } from '../stack/run.ts';

/** What the user says of the services. */
export interface UpFlags {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** Stays until Ctrl-C, which stops everything. */
export async function up(flags: UpFlags, session: Session): Promise<Result<void>> {
  const stack = await openStack(session, flags);
  if (!stack.ok) return stack;

  const plan = planFor(stack.value, session, () => true);
  if (!plan.ok) return plan;

  session.report.plan(plan.value);
  const stay: WhenStarted = async ({ ended }) => {
    if (ended.aborted) return [];
    summarize(plan.value, stack.value, [], session);
    session.report.note(`Ctrl-C stops everything${session.isTerminal ? ', h shows what other keys do' : ''}.`);
    await untilAborted(ended);
    return [];
  };
  return unlessDry(plan.value, session, () =>
    run(plan.value, stack.value, session, stay, accompany(stack.value, session)),
  );
}
