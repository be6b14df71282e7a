/** `metaton certs`: make the authority, the certificate and the perms keys where they are missing; show what there is. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { certificateRows, certificateText } from '../report/certificate-text.ts';
import { type OpenStack, openStack, planFor } from '../stack/open-stack.ts';
import { run, unlessDry } from '../stack/run.ts';

/** The one task that makes them; it needs no checkouts, so that this works in any workspace. */
const certificatesOnly = { only: ['certificates'], except: [] };

/** Makes what is missing, renews what is due. */
export async function certs(session: Session): Promise<Result<void>> {
  const stack = await openStack(session, certificatesOnly);
  if (!stack.ok) return stack;
  const plan = planFor(stack.value, session, () => false);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, () => make(plan.value, stack.value, session));
}

async function make(plan: Plan, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { machine, report } = session;
  const finish = report.progress(plan);
  const made = await run(plan, stack, session, () => Promise.resolve([]));
  await finish();
  if (!made.ok) return made;
  const { authorityFolder, folder, hosts } = stack.values.certificate;
  const rows = certificateRows(await machine.certificates.inspect(authorityFolder, folder, hosts));
  report.text(certificateText(rows));
  report.document({ folder, certificates: rows });
  return ok(undefined);
}
