/** Signs tokens as reticulum does. */
import { createHmac, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { TokenRequest } from '../model/token.ts';

/** Verifiers may be a second behind and allow no difference at all. */
const skewSeconds = 1;

/** As long as reticulum's own perms tokens live. */
const lifetimeSeconds = 300;

/** What a token is signed with: a private key for RS512, or a secret for HS512. */
export type SigningKey =
  { readonly kind: 'private'; readonly key: KeyObject } | { readonly kind: 'secret'; readonly secret: string };

/** A compact JWT. Claims of the same name take the place of the times and the id given here. */
export function signToken(
  { claims, ageSeconds = 0 }: Pick<TokenRequest, 'claims' | 'ageSeconds'>,
  key: SigningKey,
  nowMs: number,
): string {
  const now = Math.floor(nowMs / 1000) - ageSeconds;
  const issued = now - skewSeconds;
  const payload = { iat: issued, nbf: issued, exp: now + lifetimeSeconds, jti: randomUUID(), ...claims };
  const header = { alg: key.kind === 'private' ? 'RS512' : 'HS512', typ: 'JWT' };
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${signatureOf(content, key).toString('base64url')}`;
}

const signatureOf = (content: string, key: SigningKey): Buffer =>
  key.kind === 'private'
    ? sign('RSA-SHA512', Buffer.from(content), key.key)
    : createHmac('sha512', key.secret).update(content).digest();

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
