/** The three forms of the key that perms tokens are signed with: reticulum's, dialog's and PostgREST's. */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import path from 'node:path';
import type { Files } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';
import { permsKeyPublic, permsPublicWrong, privateKeyExposed } from '../model/problems/certificates.ts';
import { exposedMode, readText } from './certificates-read.ts';

/** The files of the perms key. */
export const permsFiles = (folder: string) => ({
  privatePem: path.join(folder, 'perms.pem'),
  publicPem: path.join(folder, 'perms.pub.pem'),
  jwk: path.join(folder, 'reticulum-jwk.json'),
});

/** What must be in the public files. The JWK holds `kty`, `n` and `e` and nothing that signs. */
export function publicForms(folder: string, privateKey: KeyObject) {
  const { publicPem, jwk } = permsFiles(folder);
  const key = createPublicKey(privateKey);
  return [
    { file: publicPem, text: key.export({ type: 'spki', format: 'pem' }).toString() },
    { file: jwk, text: `${JSON.stringify(key.export({ format: 'jwk' }))}\n` },
  ] as const;
}

/** SHA-256 of the moduli of keys whose private half everybody has: reticulum's container/dev-perms.pem. */
const publishedKeys = new Set(['8a8e4c2c88d2aaa92c6901fbd2aef662225ff6bd07356cda16a41bd554ae9e24']);

/** Is it one of those that come with the code? */
export function isPublished(key: KeyObject): boolean {
  const modulus = Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url');
  return publishedKeys.has(createHash('sha256').update(modulus).digest('hex'));
}

/** Why the three files do not work together; `undefined` when they do. */
export async function permsFault(files: Files, folder: string, privateKey: KeyObject): Promise<Problem | undefined> {
  const { privatePem, publicPem, jwk } = permsFiles(folder);
  const mode = await exposedMode(files, privatePem);
  if (mode !== undefined) return privateKeyExposed(privatePem, mode, 'keys');
  if (isPublished(privateKey)) return permsKeyPublic(privatePem);
  const expected = privateKey.export({ format: 'jwk' });
  const wrongPem = publicPemFault(await readText(files, publicPem), expected);
  if (wrongPem !== undefined) return permsPublicWrong(publicPem, wrongPem);
  const wrongJwk = jwkFault(await readText(files, jwk), expected);
  return wrongJwk === undefined ? undefined : permsPublicWrong(jwk, wrongJwk);
}

function publicPemFault(text: string | undefined, expected: JsonWebKey): string | undefined {
  if (text === undefined) return 'is missing';
  // createPublicKey would take a private PEM too, and dialog would be handed the means to sign.
  if (text.includes('PRIVATE KEY')) return 'holds a private key';
  try {
    return isSameKey(createPublicKey(text).export({ format: 'jwk' }), expected)
      ? undefined
      : 'holds another key than perms.pem';
  } catch {
    return 'is not a public key in PEM';
  }
}

function jwkFault(text: string | undefined, expected: JsonWebKey): string | undefined {
  if (text === undefined) return 'is missing';
  const jwk = parseObject(text);
  // PostgREST takes what is not JSON for a password, and then refuses every token without a word.
  if (!jwk) return 'is not a JWK';
  const privateParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].filter((part) => part in jwk);
  if (privateParts.length > 0) return `holds private parts of the key (${privateParts.join(', ')})`;
  return isSameKey(jwk, expected) ? undefined : 'holds another key than perms.pem';
}

const isSameKey = (one: JsonWebKey, other: JsonWebKey): boolean =>
  one.kty === other.kty && one.n === other.n && one.e === other.e;

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
