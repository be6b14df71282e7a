/** Who trusts the user's certificate authority, and how that is changed. */
import type { AuthorityPlace } from './certificates.ts';

/** An authority, and what there is to try the trust in it with. */
export interface TrustSubject extends AuthorityPlace {
  /** The folder of a leaf that the authority has signed. */
  readonly folder: string;
  /** The file that says what was put where. */
  readonly manifest: string;
  /** An authority that is to stay trusted beside it. */
  readonly stays?: AuthorityPlace | undefined;
}

/** Who reads a store: curl and its like, browsers, or Node. */
export type TrustClient = 'os' | 'browser' | 'node';

/** What one store thinks of the authority. */
export interface TrustRow {
  readonly client: TrustClient;
  /** In words: `Debian's store`. */
  readonly store: string;
  /** The file or folder that it is. */
  readonly path: string;
  readonly state: 'trusted' | 'not-trusted' | 'needs-you' | 'failed';
  /** True when it is so since just now. */
  readonly didChange: boolean;
  /** What is worth saying beside the state, such as the tool's own words; empty when there is nothing. */
  readonly detail: string;
  /** What to type, for `needs-you` and where nothing is to be done yet; a line each, for a shell. */
  readonly commands: readonly string[];
}

/** How stores are to be changed. */
export interface TrustWish {
  /** Only say which commands would be run. */
  readonly isDry: boolean;
  /** A person sits at the terminal who can give a password. */
  readonly canAsk: boolean;
  /** Called with each command line before it is run with an administrator's rights. */
  readonly onRights: (commandLine: string) => void;
  /** From then on nothing more is begun. */
  readonly signal: AbortSignal;
}

/** The stores of this machine. A row each; one that fails keeps no other back. */
export interface Trust {
  /** Found out by verifying with the store, not by looking for files. */
  readonly stores: (subject: TrustSubject, clients?: readonly TrustClient[]) => Promise<readonly TrustRow[]>;
  /** Puts the authority into every store, verifies, and takes authorities out that it has come after. */
  readonly trust: (subject: TrustSubject, wish: TrustWish) => Promise<readonly TrustRow[]>;
  /** Takes everything out that was ever put in, whether the authority is still there or not. */
  readonly untrust: (subject: Omit<TrustSubject, 'folder'>, wish: TrustWish) => Promise<readonly TrustRow[]>;
}
