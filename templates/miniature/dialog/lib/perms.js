// Judges the permission that a person brings along, in the order and the words of the real one's token library.
'use strict';
const { createPublicKey, createVerify } = require('node:crypto');

/** `{ claims }` of a good token, `{ refusal }` with the sentence for a bad one. */
exports.verifyPerms = (token, publicKey) => {
  if (!token) return refused('jwt must be provided');
  const [header, payload, signature] = String(token).split('.');
  const [kind, claims] = [parsed(header), parsed(payload)];
  if (!kind || !claims) return refused('jwt malformed');
  if (!signature) return refused('jwt signature is required');
  if (!publicKey) return refused('secret or public key must be provided');
  if (kind.alg !== 'RS512') return refused('invalid algorithm');
  const key = keyIn(publicKey);
  if (!key) return refused('secretOrPublicKey is not valid key material');
  const verifier = createVerify('RSA-SHA512').update(`${header}.${payload}`);
  if (!verifier.verify(key, signature, 'base64url')) return refused('invalid signature');
  return judgedByTime(claims, Date.now() / 1000);
};

/** A certificate does as well as a bare key: its key is taken without a word. */
function keyIn(pem) {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** No clock may differ by a second: the library is told of no tolerance. */
function judgedByTime(claims, now) {
  if (claims.nbf > now) return { refusal: 'NotBeforeError: jwt not active' };
  if (claims.exp <= now) return { refusal: 'TokenExpiredError: jwt expired' };
  return { claims };
}

function refused(sentence) {
  return { refusal: `JsonWebTokenError: ${sentence}` };
}

function parsed(text) {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
