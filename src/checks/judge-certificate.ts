/** How a certificate on disk is judged. */
import type { CertificateState } from '../model/certificates.ts';
import type { Finding } from '../model/check.ts';
import { certificatesUnfit, certificateEndsSoon } from '../model/problems/check.ts';

/** Usable passes, with a warning where it ends soon; all else fails with the reason. */
export function judgeCertificate(what: string, state: CertificateState, soon: readonly string[]): Finding {
  if (state.kind === 'missing') return { status: 'fail', problem: certificatesUnfit(what, 'it is missing') };
  if (state.kind === 'unusable') return { status: 'fail', problem: state.problem };
  const [warning] = soon;
  if (warning !== undefined) return { status: 'warn', problem: certificateEndsSoon(warning) };
  return { status: 'pass', note: `until ${new Date(state.expiresAt).toISOString().slice(0, 10)}` };
}
