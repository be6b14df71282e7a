/** `metaton certs`: make the authority, the certificate and the perms keys where they are missing; show what there is. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { certificateRows, certificateText } from '../report/certificate-text.ts';
import { trustDocument, trustText } from '../report/trust-text.ts';
import { makeCertificates, openCertificates } from '../stack/make-certificates.ts';

/** Makes what is missing, renews what is due. */
export async function certs(session: Session): Promise<Result<void>> {
  const { machine, report, options } = session;
  const stack = await openCertificates(session);
  if (!stack.ok) return stack;
  const made = await makeCertificates(stack.value, session);
  if (!made.ok || options.dryRun) return made;
  const { certificate } = stack.value.values;
  const { authorityFolder, folder, hosts } = certificate;
  const [facts, stores] = await Promise.all([
    machine.certificates.inspect(authorityFolder, folder, hosts),
    machine.trust.stores(certificate),
  ]);
  const rows = certificateRows(facts);
  report.text([certificateText(rows), '', 'Trusted by:', trustText(stores, 'show')].join('\n'));
  if (stores.some(({ state }) => state !== 'trusted')) report.note('`metaton certs --trust` has every store trust it.');
  report.document({ folder, certificates: rows, trust: trustDocument(stores) });
  return ok(undefined);
}
