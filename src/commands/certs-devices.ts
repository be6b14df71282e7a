/** `metaton certs --devices`: hand the authority to phones, headsets and other devices, until Ctrl-C. */
import { offerText } from '../devices/lan-text.ts';
import { ok, type Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { openCertificates } from '../stack/make-certificates.ts';
import { offerAuthority } from '../stack/offer-authority.ts';
import { untilAborted } from '../stack/run.ts';

/** It is there for as long as this runs, and no longer. */
export async function certsDevices(session: Session): Promise<Result<void>> {
  const { report, signal, isTerminal } = session;
  const stack = await openCertificates(session);
  if (!stack.ok) return stack;
  const offered = await offerAuthority(stack.value, session, signal);
  if (!offered.ok) return offered;
  const { url, fingerprint } = offered.value;
  report.document({ url, fingerprint });
  report.text(offerText(url, { hasCode: isTerminal }));
  report.text(`Its fingerprint, to be compared: ${fingerprint}`);
  await untilAborted(signal);
  return ok(undefined);
}
