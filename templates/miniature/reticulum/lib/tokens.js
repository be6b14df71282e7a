// The two kinds of tokens that the server knows: the login of a person (HS512) and the permission to do something (RS512).
'use strict';
const { createHmac, createSign, randomUUID, timingSafeEqual } = require('node:crypto');

/** Lifetime of a permission; it is made anew for every request that needs one. */
const PERMS_SECONDS = 300;

/** Lifetime of a login. */
const LOGIN_SECONDS = 12 * 7 * 24 * 60 * 60;

/** The claims of a login token, or nothing when it is not one of ours. */
exports.readLogin = (token, secret) => {
  const [header, payload, signature] = token.split('.');
  if (!signature) return undefined;
  const expected = createHmac('sha512', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = parsed(payload);
  return parsed(header)?.alg === 'HS512' && claims?.aud === 'ret' && claims.exp > now() ? claims : undefined;
};

/** A login, good for twelve weeks. */
exports.makeLogin = (accountId, secret) => {
  const claims = { aud: 'ret', exp: now() + LOGIN_SECONDS, iat: now(), iss: 'ret', sub: accountId, typ: 'access' };
  const signed = `${encoded({ alg: 'HS512', typ: 'JWT' })}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha512', secret).update(signed).digest('base64url')}`;
};

/** A permission for the admin panel's requests, signed by the private key that dialog and PostgREST know the public half of. */
exports.makeAdminPerms = (accountId, privateKey) =>
  makePerms({ account_id: accountId, postgrest_role: 'ret_admin', sub: `${accountId}_global` }, privateKey);

/** A permission for somebody who has not signed in. */
exports.makeAnonymousPerms = (privateKey) => makePerms({ join_hub: false, create_hub: true, sub: 'anon' }, privateKey);

function makePerms(permissions, privateKey) {
  const claims = {
    aud: 'ret_perms',
    exp: now() + PERMS_SECONDS,
    iat: now(),
    iss: '',
    jti: randomUUID(),
    nbf: now() - 1,
    typ: 'access',
    ...permissions,
  };
  const signed = `${encoded({ alg: 'RS512', typ: 'JWT' })}.${encoded(claims)}`;
  return `${signed}.${createSign('RSA-SHA512').update(signed).sign(privateKey, 'base64url')}`;
}

const now = () => Math.floor(Date.now() / 1000);
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function parsed(text) {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
