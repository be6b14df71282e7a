/** What metaton asks of X.509, keys and tokens, and what it learns of those on disk. */
import type { Problem } from './problem.ts';
import type { TokenRequest } from './token.ts';

/** Who has made an authority: metaton itself, or mkcert, whose files are only read. */
export type AuthorityMaker = 'metaton' | 'mkcert';

/** Where an authority is. */
export interface AuthorityPlace {
  readonly authorityFolder: string;
  readonly authorityMaker: AuthorityMaker;
}

/** A certificate of the user's own; its files are never written. */
export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The authority at the end of its chain, where that is none that everybody knows. */
  readonly authority: string | undefined;
}

/** Where certificates are, and what they are to be. */
export interface CertificatePlaces extends AuthorityPlace {
  readonly folder: string;
  readonly hosts: readonly string[];
  /** In place of one that metaton makes. */
  readonly own: OwnCertificate | undefined;
}

/** X.509, keys and tokens. Each `ensure` answers false when nothing was to do; what is wrong is thrown as a ProblemError. */
export interface Certificates {
  /** `ca.pem`, `ca-key.pem` (0400), folder 0700. One of mkcert's is only judged. Refuses hosts outside its constraints. */
  readonly ensureAuthority: (place: AuthorityPlace, hosts: readonly string[]) => Promise<boolean>;
  /** `cert.pem key.pem fullchain.pem ca.pem` in `into`, signed by the authority. */
  readonly ensureLeaf: (place: AuthorityPlace, hosts: readonly string[], into: string) => Promise<boolean>;
  /** `perms.pem perms.pub.pem reticulum-jwk.json` in `into`. */
  readonly ensurePermsKeys: (into: string) => Promise<boolean>;
  /** Puts a new authority in the place of any that metaton has made. */
  readonly replaceAuthority: (place: AuthorityPlace, hosts: readonly string[]) => Promise<void>;
  /** Puts a new key and certificate in the place of any that metaton has made. */
  readonly replaceLeaf: (place: AuthorityPlace, hosts: readonly string[], into: string) => Promise<void>;
  /** Puts a new set of perms keys in the place of any. Interrupted, `ensurePermsKeys` makes the set whole. */
  readonly replacePermsKeys: (into: string) => Promise<void>;
  /** Judges the user's own, and writes what its clients have to trust into a file of ours. */
  readonly acceptOwn: (own: OwnCertificate, hosts: readonly string[], authorityFile: string) => Promise<boolean>;
  /** A random word of letters and digits in a file, 0600, for two programs to know each other by. */
  readonly ensureSecret: (file: string) => Promise<boolean>;
  /** What stands on disk, read and judged without changing anything. */
  readonly inspect: (places: CertificatePlaces) => Promise<CertificateFacts>;
  /** What a file is that others have put where metaton's should be, in a few words. */
  readonly describe: (file: string) => Promise<string>;
  /** A signed RS512 token: `iat` a second back, `exp` five minutes on. */
  readonly sign: (request: TokenRequest) => Promise<string>;
}

/** The state of certificates and keys on disk. */
export interface CertificateFacts {
  /** Of the user's own certificate there is none of ours. */
  readonly authority: CertificateState | 'others';
  readonly leaf: CertificateState;
  readonly permsKeys: 'missing' | 'consistent' | { readonly wrong: Problem };
}

/** One certificate on disk. */
export type CertificateState =
  | { readonly kind: 'missing' }
  /** There, but not usable: says why, naming the file. */
  | { readonly kind: 'unusable'; readonly problem: Problem }
  | {
      readonly kind: 'usable';
      readonly names: readonly string[];
      readonly expiresAt: number;
      /** Whole days until then. */
      readonly daysLeft: number;
      /** SHA-256, hex with colons. */
      readonly fingerprint: string;
      /** True of an authority that may vouch for any name. */
      readonly isUnconstrained: boolean;
    };

/** A leaf is renewed by itself at less than this, days: the same authority signs, so nobody is asked anything. */
export const leafRenewalDays = 14;

/** From then on it is said that a leaf ends soon, days. */
const leafWarningDays = 30;

/** A new authority has to be trusted by hand: it is said earlier, days. */
const authorityWarningDays = 90;

/** What ends soon, a sentence each. */
export const endsSoon = ({ authority, leaf }: Pick<CertificateFacts, 'authority' | 'leaf'>): readonly string[] => [
  ...(authority !== 'others' && authority.kind === 'usable' && authority.daysLeft < authorityWarningDays
    ? [`The certificate authority ends in ${days(authority.daysLeft)}: metaton certs --rotate authority`]
    : []),
  ...(leaf.kind === 'usable' && leaf.daysLeft < leafWarningDays
    ? [`The certificate ends in ${days(leaf.daysLeft)}; ${renewalWords(authority)}`]
    : []),
];

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

const renewalWords = (authority: CertificateFacts['authority']): string =>
  authority === 'others'
    ? 'it is your own: renew it'
    : `under ${leafRenewalDays} days it is renewed by itself, at once with metaton certs --rotate leaf`;
