/** `metaton db setup`: the database with its role and its tables' place, and nothing else of `metaton init`. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Report, Session } from '../model/session.ts';
import { planInit } from '../stack/open-stack.ts';
import { run, unlessDry } from '../stack/run.ts';
import { openDatabase } from '../stack/with-database.ts';

/** A second time changes nothing. A stack that runs has all that already. */
export async function dbSetup(session: Session): Promise<Result<void>> {
  const stack = await openDatabase(session);
  if (!stack.ok) return stack;
  const { report } = session;
  if (stack.value.facts.runner !== undefined) {
    report.note('The stack runs: its database is set up.');
    return ok(undefined);
  }
  const plan = planInit(stack.value, session);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, async () => {
    report.plan(plan.value);
    const event: Report['event'] = (happened) => {
      if (happened.kind !== 'log-block') report.event(happened);
    };
    // What the server says of its start is in the logs.
    const calm = { ...session, report: { ...report, event } };
    const result = await run(plan.value, stack.value, calm, () => Promise.resolve([]));
    if (result.ok) report.note('The database is in place. Its tables come with the first `metaton up`.');
    return result;
  });
}
