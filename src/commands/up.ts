/** `metaton up`: bring the chosen services from nothing to ready, and keep them running. */
import type { WhenStarted } from '../engine/run-stack.ts';
import type { RemoteStack } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { accompany } from '../stack/accompany.ts';
import { findStack } from '../stack/connect.ts';
import { detach } from '../stack/detach.ts';
import { openStack, planFor } from '../stack/open-stack.ts';
import { run, summarize, unlessDry, untilAborted } from '../stack/run.ts';

/** What the user says of the services. */
export interface UpFlags {
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly detach: boolean;
}

/** Stays until Ctrl-C, which stops everything. What is named joins a stack that runs already. */
export async function up(flags: UpFlags, session: Session): Promise<Result<void>> {
  if (flags.only.length > 0) {
    const found = await findStack(session);
    if (!found.ok) return found;
    if (found.value.stack) return join(flags.only, found.value.stack, session);
  }
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
    flags.detach
      ? detach(wordsOf(flags), stack.value, session)
      : run(plan.value, stack.value, session, stay, accompany(stack.value, session)),
  );
}

const wordsOf = ({ only, except }: UpFlags): readonly string[] => [
  'up',
  ...(only.length === 0 ? [] : ['--only', ...only]),
  ...(except.length === 0 ? [] : ['--except', ...except]),
];

async function join(services: readonly string[], stack: RemoteStack, { report }: Session): Promise<Result<void>> {
  const result = await stack.start(services);
  if (!result.ok) return result;
  report.note(`Joined the stack that pid ${stack.about.pid} runs: ${services.join(', ')}. metaton stop ends them.`);
  report.document({ joined: services, pid: stack.about.pid });
  return result;
}
