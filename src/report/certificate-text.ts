/** The state of certificates and keys, for people and programs. */
import type { CertificateFacts, CertificateState } from '../model/certificates.ts';
import { table } from './table.ts';

/** One thing in `certs/` or of the authority. */
export interface CertificateRow {
  readonly what: 'authority' | 'certificate' | 'perms keys';
  readonly state: 'missing' | 'unusable' | 'usable' | 'others';
  readonly detail: string;
  /** The code of the Problem that makes it unusable. */
  readonly problem?: string;
  /** Ends of validity and names are known of what is usable only. */
  readonly validUntil?: string;
  readonly daysLeft?: number;
  readonly names?: readonly string[];
  readonly fingerprint?: string;
  /** Whether the private key belongs to it, where that could be tried. */
  readonly keyMatches?: boolean;
  /** False of an authority that may vouch for any name. */
  readonly isConstrained?: boolean;
}

/** What there is, in three rows. */
export const certificateRows = ({ authority, leaf, permsKeys }: CertificateFacts): readonly CertificateRow[] => [
  authority === 'others'
    ? { what: 'authority', state: 'others', detail: 'whoever signed your own certificate' }
    : { what: 'authority', ...ofCertificate(authority), ...constraintsOf(authority) },
  { what: 'certificate', ...ofCertificate(leaf) },
  { what: 'perms keys', ...ofKeys(permsKeys) },
];

/** The rows as lines. */
export const certificateText = (rows: readonly CertificateRow[]): string =>
  rows.map(({ what, state, detail }) => `${what.padEnd(11)}  ${state.padEnd(8)}  ${detail}`.trimEnd()).join('\n');

type Described = Omit<CertificateRow, 'what'>;

/** Problems that say of a key that it is another's. */
const keyProblems = ['certificate-key-mismatch', 'authority-broken', 'perms-public-wrong'];

function ofCertificate(certificate: CertificateState): Described {
  switch (certificate.kind) {
    case 'missing':
      return { state: 'missing', detail: '' };
    case 'unusable':
      return unusable(certificate.problem);
    case 'usable': {
      const { names, expiresAt, daysLeft, fingerprint, isUnconstrained } = certificate;
      const validUntil = new Date(expiresAt).toISOString().slice(0, 10);
      const list = isUnconstrained ? ['not constrained: it can vouch for any name'] : names;
      const detail = [list.join(', '), `until ${validUntil}`, 'its key fits', `SHA-256 ${fingerprint}`].join('; ');
      return { state: 'usable', detail, validUntil, daysLeft, names, fingerprint, keyMatches: true };
    }
  }
}

const constraintsOf = (authority: CertificateState): Pick<CertificateRow, 'isConstrained'> =>
  authority.kind === 'usable' ? { isConstrained: !authority.isUnconstrained } : {};

const unusable = ({ summary, code }: { readonly summary: string; readonly code: string }): Described => ({
  state: 'unusable',
  detail: summary,
  problem: code,
  ...(keyProblems.includes(code) ? { keyMatches: false } : {}),
});

const ofKeys = (keys: CertificateFacts['permsKeys']): Described => {
  if (keys === 'missing') return { state: 'missing', detail: '' };
  if (keys === 'consistent') {
    return { state: 'usable', detail: 'private key, public key and JWK are one', keyMatches: true };
  }
  return unusable(keys.wrong);
};

/** What a server at a port shows; the shape of `stack/served-rows.ts`. */
interface Served {
  readonly service: string;
  readonly port: number;
  readonly state: 'current' | 'other' | 'silent';
  readonly detail: string;
}

/** A line a port; nothing where nothing runs. */
export function servedText(rows: readonly Served[]): string {
  const words = { current: 'shows this certificate', other: 'shows another', silent: 'speaks no TLS' };
  return section(
    'Ports that run:',
    rows.map(({ service, port, state, detail }) => [service, String(port), words[state], detail]),
  );
}

/** A file in a checkout; the shape of `stack/copy-rows.ts`. */
interface Copied {
  readonly service: string;
  readonly file: string;
  readonly state: 'current' | 'stale' | 'missing' | 'foreign' | 'shipped';
  readonly detail: string;
}

/** A line for each file that is not as it should be, and for those that come with the code. */
export function copiesText(rows: readonly Copied[]): string {
  const words = {
    stale: 'an old one: metaton patch',
    missing: 'gone: metaton patch',
    foreign: 'not of metaton: move it away, then metaton patch',
    shipped: 'comes with the code, and nobody is shown it once patched',
  };
  const current = rows.filter(({ state }) => state === 'current').length;
  return section('Copies in the checkouts:', [
    ...(current === 0 ? [] : [[`${current} are current`]]),
    ...rows.flatMap(({ service, file, state, detail }) =>
      state === 'current' ? [] : [[service, file, [words[state], detail].filter((part) => part !== '').join('; ')]],
    ),
  ]);
}

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : ['', title, ...table(rows)].join('\n');
