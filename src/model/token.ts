/** What a token says. reticulum mints these; metaton mints the same to prove that the keys fit. */

/** A token to be signed at the moment of use; times are relative to then. */
export interface TokenRequest {
  readonly key: TokenKey;
  readonly claims: Readonly<Record<string, string | boolean>>;
  /** As if it had been made so long ago; just now where absent. It lives for five minutes. */
  readonly ageSeconds?: number;
}

/** Path of a private PEM, a fresh key that no one trusts, or a secret in a file: the first group of what matches there. */
export type TokenKey =
  { readonly file: string } | 'forged' | 'forged secret' | { readonly secretIn: string; readonly pattern: RegExp };
