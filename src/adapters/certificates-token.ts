/** Signs tokens as reticulum does. */
import { type KeyObject, randomUUID, sign } from 'node:crypto';

/** Verifiers may be a second behind and allow no difference at all. */
const skewSeconds = 1;

/** As long as reticulum's own perms tokens live. */
const lifetimeSeconds = 300;

/** A compact RS512 JWT. Claims of the same name take the place of the times and the id given here. */
export function signToken(claims: Readonly<Record<string, string | boolean>>, key: KeyObject, nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  const issued = now - skewSeconds;
  const payload = { iat: issued, nbf: issued, exp: now + lifetimeSeconds, jti: randomUUID(), ...claims };
  const content = `${encode({ alg: 'RS512', typ: 'JWT' })}.${encode(payload)}`;
  return `${content}.${sign('RSA-SHA512', Buffer.from(content), key).toString('base64url')}`;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
