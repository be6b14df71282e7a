/** Certificates and keys, as the page shows them. */
import type { CertificateFacts } from '../model/certificates.ts';
import { certificateRows } from '../report/certificate-text.ts';
import type { CertificateInfo } from './page-state.ts';

/** A row for each. */
export const certificateInfo = (facts: CertificateFacts): readonly CertificateInfo[] =>
  certificateRows(facts).map(({ what, state, detail, daysLeft }) => ({ what, state, detail, daysLeft }));
