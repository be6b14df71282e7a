/** `metaton certs --trust` and `--untrust`: have the stores of this machine trust the authority, and forget it again. */
import type { Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { notOursToChange } from '../model/problems/certificates.ts';
import { trustIncomplete } from '../model/problems/trust.ts';
import type { Session } from '../model/session.ts';
import type { TrustRow, TrustSubject } from '../model/trust.ts';
import { userCertificates } from '../plan/stack-values.ts';
import { commandsText, trustDocument, trustText } from '../report/trust-text.ts';
import { makeWished } from '../stack/make-wished.ts';
import { openCertificates } from '../stack/make-certificates.ts';
import type { CertificateWish } from '../stack/settle-certificates.ts';
import { trustWish } from '../stack/trust-wish.ts';

/** What is said to `metaton certs` about stores. */
export interface TrustFlags extends CertificateWish {
  readonly untrust: boolean;
  readonly printCommands: boolean;
}

/** Fails when any store is not as it was asked to be; all others are. */
export async function certsTrust(flags: TrustFlags, session: Session): Promise<Result<void>> {
  const { machine, installation, options } = session;
  const isDry = flags.printCommands || options.dryRun;
  const wish = { ...trustWish(session), isDry };
  if (flags.untrust) {
    const rows = await machine.trust.untrust(userCertificates(installation), wish);
    return answer(rows, flags, isDry, session);
  }
  const subject = await subjectOf(flags, session);
  if (!subject.ok) return subject;
  return answer(await machine.trust.trust(subject.value, wish), flags, isDry, session);
}

/** The authority and the certificate, made if need be. */
async function subjectOf(flags: TrustFlags, session: Session): Promise<Result<TrustSubject>> {
  const stack = flags.printCommands ? await openCertificates(session) : await makeWished(flags, session);
  if (!stack.ok) return stack;
  const { certificate } = stack.value.values;
  return certificate.own ? failed(notOursToChange('--trust', 'the certificate is your own')) : ok(certificate);
}

function answer(
  rows: readonly TrustRow[],
  { untrust, printCommands }: TrustFlags,
  isDry: boolean,
  { report }: Session,
): Result<void> {
  const question = untrust ? 'untrust' : 'trust';
  report.document({ trust: trustDocument(rows) });
  report.text(printCommands ? commandsText(rows) : trustText(rows, isDry ? 'show' : question));
  if (isDry) return ok(undefined);
  if (rows.some(({ client, didChange }) => client === 'browser' && didChange)) {
    report.note('Browsers that are open see it when they are started anew.');
  }
  const wanted = untrust ? 'not-trusted' : 'trusted';
  const others = rows.filter(({ state }) => state !== wanted);
  return okUnless(others.length === 0 ? [] : [trustIncomplete(question, others)], undefined);
}
