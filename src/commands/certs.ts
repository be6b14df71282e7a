/** `metaton certs`: make the authority, the certificate and the perms keys where they are missing; show what there is. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { certificateRows, certificateText } from '../report/certificate-text.ts';
import { planText } from '../report/plan-text.ts';
import { openStack, planFor } from '../stack/open-stack.ts';
import { run } from '../stack/run.ts';

/** The one task that makes them; it needs no checkouts, so that this works in any workspace. */
const certificatesOnly = { only: ['certificates'], except: [] };

/** Makes what is missing, renews what is due. */
export async function certs(session: Session): Promise<Result<void>> {
  const { machine, report, options } = session;
  const stack = await openStack(session, certificatesOnly);
  if (!stack.ok) return stack;
  const plan = planFor(stack.value, session, () => false);
  if (!plan.ok) return plan;
  if (options.dryRun) {
    report.text(planText(plan.value));
    return ok(undefined);
  }
  const finish = report.progress(plan.value);
  const made = await run(plan.value, stack.value, session, () => Promise.resolve([]));
  await finish();
  if (!made.ok) return made;
  const { authorityFolder, folder, hosts } = stack.value.values.certificate;
  const rows = certificateRows(await machine.certificates.inspect(authorityFolder, folder, hosts));
  report.text(certificateText(rows));
  report.document({ folder, certificates: rows });
  return ok(undefined);
}
