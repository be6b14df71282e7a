/** Makes the authority, the certificate and the keys by themselves, for commands that are about nothing else. */
import type { Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { type OpenStack, openStack, planFor } from './open-stack.ts';
import { run, unlessDry } from './run.ts';

/** The workspace with the one task that makes them; it needs no checkouts, so that this works in any workspace. */
export const openCertificates = (session: Session): Promise<Result<OpenStack>> =>
  openStack(session, { only: ['certificates'], except: [] });

/** Makes what is missing and renews what is due; with `--dry-run` says what that would be. */
export async function makeCertificates(stack: OpenStack, session: Session): Promise<Result<void>> {
  const plan = planFor(stack, session, () => false);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, async () => {
    const finish = session.report.progress(plan.value);
    const made = await run(plan.value, stack, session, () => Promise.resolve([]));
    await finish();
    return made;
  });
}
