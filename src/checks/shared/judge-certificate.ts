/** How certificates and keys on disk are judged. */
import type { Finding, Fix } from '../../model/check.ts';
import type { CertificateState } from '../../model/machine.ts';

/** Makes what is missing and renews what is due. */
export const certsFix: Fix = {
  text: 'Make what is missing and renew what is due.',
  command: 'metaton certs',
  mend: { kind: 'prepare', services: ['certificates'] },
};

/** Usable passes; all else fails with the reason. */
export function judgeCertificate(what: string, state: CertificateState): Finding {
  const unfit = (why: string): Finding => ({
    status: 'fail',
    summary: `The ${what} is not fit for use.`,
    detail: why,
    fix: certsFix,
  });
  if (state.kind === 'missing') return unfit('it is missing');
  if (state.kind === 'unusable') return unfit(state.why);
  return { status: 'pass', note: `until ${new Date(state.expiresAt).toISOString().slice(0, 10)}` };
}
