/** The state of certificates and keys, for people and programs. */
import type { CertificateFacts, CertificateState } from '../model/machine.ts';

/** One thing in `certs/` or of the authority. */
export interface CertificateRow {
  readonly what: 'authority' | 'certificate' | 'perms keys';
  readonly state: 'missing' | 'unusable' | 'usable';
  readonly detail: string;
}

/** What there is, in three rows. */
export const certificateRows = ({ authority, leaf, permsKeys }: CertificateFacts): readonly CertificateRow[] => [
  { what: 'authority', ...ofCertificate(authority) },
  { what: 'certificate', ...ofCertificate(leaf) },
  { what: 'perms keys', ...ofKeys(permsKeys) },
];

/** The rows as lines. */
export const certificateText = (rows: readonly CertificateRow[]): string =>
  rows.map(({ what, state, detail }) => `${what.padEnd(11)}  ${state.padEnd(8)}  ${detail}`.trimEnd()).join('\n');

function ofCertificate(certificate: CertificateState): Pick<CertificateRow, 'state' | 'detail'> {
  switch (certificate.kind) {
    case 'missing':
      return { state: 'missing', detail: '' };
    case 'unusable':
      return { state: 'unusable', detail: certificate.why };
    case 'usable': {
      const until = new Date(certificate.expiresAt).toISOString().slice(0, 10);
      const names = certificate.names.length === 0 ? '' : `${certificate.names.join(', ')}; `;
      return { state: 'usable', detail: `${names}until ${until}; SHA-256 ${certificate.fingerprint}` };
    }
  }
}

const ofKeys = (keys: CertificateFacts['permsKeys']): Pick<CertificateRow, 'state' | 'detail'> => {
  if (keys === 'missing') return { state: 'missing', detail: '' };
  if (keys === 'consistent') return { state: 'usable', detail: 'private key, public key and JWK are one' };
  return { state: 'unusable', detail: keys.wrong };
};
