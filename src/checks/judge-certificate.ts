/** How a certificate on disk is judged. */
import type { Finding } from '../model/check.ts';
import type { CertificateState } from '../model/machine.ts';
import { certificatesUnfit } from '../model/problems/check.ts';

/** Usable passes; all else fails with the reason. */
export function judgeCertificate(what: string, state: CertificateState): Finding {
  if (state.kind === 'missing') return { status: 'fail', problem: certificatesUnfit(what, 'it is missing') };
  if (state.kind === 'unusable') return { status: 'fail', problem: certificatesUnfit(what, state.why) };
  return { status: 'pass', note: `until ${new Date(state.expiresAt).toISOString().slice(0, 10)}` };
}
