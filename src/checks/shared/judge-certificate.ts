/** How certificates and keys on disk are judged. */
import type { CertificateState } from '../../model/certificates.ts';
import { defectOf, type Finding, type Fix } from '../../model/check.ts';

/** Makes what is missing and renews what is due. */
export const certsFix: Fix = {
  text: 'Make what is missing and renew what is due.',
  command: 'metaton certs',
  mend: { kind: 'prepare', services: ['certificates'] },
};

/** Usable passes, with a warning where it ends soon; all else fails with the reason. */
export function judgeCertificate(what: string, state: CertificateState, soon: readonly string[]): Finding {
  if (state.kind === 'missing') return { status: 'fail', summary: `The ${what} is missing.`, fix: certsFix };
  // What may be mended by itself is, and what may not says why when it is tried.
  if (state.kind === 'unusable') return defectOf('fail', state.problem, certsFix);
  const until = `until ${new Date(state.expiresAt).toISOString().slice(0, 10)}`;
  const [warning] = soon;
  if (warning === undefined) return { status: 'pass', note: until };
  return {
    status: 'warn',
    summary: `${warning}.`,
    detail: until,
    fix: { text: 'Do what the line above names, at a time that suits you.' },
  };
}
