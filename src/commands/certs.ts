/** `metaton certs`: make the authority, the certificate and the perms keys where they are missing; show what there is. */
import { endsSoon } from '../model/certificates.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { certificateRows, certificateText, copiesText, servedText } from '../report/certificate-text.ts';
import { trustDocument, trustText } from '../report/trust-text.ts';
import { copyRows } from '../stack/copy-rows.ts';
import { makeWished } from '../stack/make-wished.ts';
import type { OpenStack } from '../stack/open-stack.ts';
import { servedRows } from '../stack/served-rows.ts';
import type { CertificateWish } from '../stack/settle-certificates.ts';

/** Makes what is missing, renews what is due. */
export async function certs(wish: CertificateWish, session: Session): Promise<Result<void>> {
  const made = await makeWished(wish, session);
  if (!made.ok) return made;
  if (!session.options.dryRun) await show(made.value, session);
  return ok(undefined);
}

async function show(stack: OpenStack, session: Session): Promise<void> {
  const { machine, report } = session;
  const { certificate } = stack.values;
  const [facts, stores] = await Promise.all([
    machine.certificates.inspect(certificate),
    certificate.own ? [] : machine.trust.stores(certificate),
  ]);
  const fingerprint = facts.leaf.kind === 'usable' ? facts.leaf.fingerprint : undefined;
  const [copies, served] = await Promise.all([copyRows(stack, session), servedRows(stack, session, fingerprint)]);
  const rows = certificateRows(facts);
  const trusted = stores.length === 0 ? '' : `\nTrusted by:\n${trustText(stores, 'show')}`;
  report.text([certificateText(rows), trusted, servedText(served), copiesText(copies)].filter(Boolean).join('\n'));
  for (const warning of endsSoon(facts)) report.note(warning);
  if (stores.some(({ state }) => state !== 'trusted')) report.note('`metaton certs --trust` has every store trust it.');
  const { folder } = certificate;
  report.document({ folder, certificates: rows, trust: trustDocument(stores), served, copies });
}
