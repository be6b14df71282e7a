/** What a perms token says. reticulum mints these; metaton mints the same to prove that the keys fit. */

/** A token to be signed RS512 with a private key at the moment of use; times are relative to then. */
export interface TokenRequest {
  /** Path of the private PEM, or `forged`: a fresh key that no one trusts. */
  readonly key: { readonly file: string } | 'forged';
  readonly claims: Readonly<Record<string, string | boolean>>;
}
