/** Reads certificates and keys from disk. What is there but cannot be used is thrown as a Problem that names the file. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import path from 'node:path';
import type { AuthorityPlace } from '../model/certificates.ts';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import {
  authorityBroken,
  authorityExpired,
  authorityIncomplete,
  authorityNotYetValid,
  certificateForeign,
  certificateUnreadable,
  fileUnreadable,
  permsKeyUnusable,
  privateKeyExposed,
} from '../model/problems/certificates.ts';
import { organization } from './certificates-issue.ts';
import { type Constraints, constraintsIn, type Names, namesIn } from './certificates-names.ts';
import { messageOf } from '../model/message-of.ts';

const authorityNames = {
  metaton: { certificate: 'ca.pem', key: 'ca-key.pem' },
  mkcert: { certificate: 'rootCA.pem', key: 'rootCA-key.pem' },
} as const;

/** The files of an authority's folder. */
export const authorityFiles = ({ authorityFolder, authorityMaker }: AuthorityPlace) => ({
  certificate: path.join(authorityFolder, authorityNames[authorityMaker].certificate),
  key: path.join(authorityFolder, authorityNames[authorityMaker].key),
});

/** The files of a leaf's folder. */
export const leafFiles = (folder: string) => ({
  certificate: path.join(folder, 'cert.pem'),
  key: path.join(folder, 'key.pem'),
  fullchain: path.join(folder, 'fullchain.pem'),
  authority: path.join(folder, 'ca.pem'),
});

/** A certificate with all that is asked of it, worked out once. */
export interface ReadCertificate {
  readonly file: string;
  readonly pem: string;
  readonly x509: X509Certificate;
  readonly publicKey: KeyObject;
  readonly names: Names;
  readonly validFrom: number;
  readonly expiresAt: number;
}

/** An authority's certificate, sound in itself. */
export interface ReadAuthority extends ReadCertificate {
  /** `undefined` when it may vouch for anything. */
  readonly constraints: Constraints | undefined;
}

/** The authority's certificate, judged; `undefined` when there is neither certificate nor key. */
export async function readAuthority(
  files: Files,
  place: AuthorityPlace,
  now: number,
): Promise<ReadAuthority | undefined> {
  const { certificate: file, key } = authorityFiles(place);
  const certificate =
    place.authorityMaker === 'metaton' ? await readOwnCertificate(files, file) : await readCertificate(files, file);
  if (!certificate) {
    if ((await readText(files, key)) === undefined) return undefined;
    throw new ProblemError(authorityIncomplete(file, key));
  }
  if (!certificate.x509.ca) throw new ProblemError(authorityBroken(file, 'it is the certificate of a server'));
  if (!isSignedBy(certificate, certificate)) {
    throw new ProblemError(authorityBroken(file, 'its own signature does not fit it'));
  }
  if (certificate.expiresAt <= now) throw new ProblemError(authorityExpired(file, certificate.expiresAt));
  if (certificate.validFrom > now) throw new ProblemError(authorityNotYetValid(file, certificate.validFrom, now));
  return { ...certificate, constraints: readConstraints(certificate) };
}

/** The authority's private key, which fits its certificate and is its owner's alone. */
export async function readAuthorityKey(
  files: Files,
  place: AuthorityPlace,
  authority: ReadAuthority,
): Promise<KeyObject> {
  const { key: file } = authorityFiles(place);
  const key = await readPrivateKey(files, file);
  if (!key) throw new ProblemError(authorityIncomplete(file, authority.file));
  if (!isPair(authority, key)) {
    throw new ProblemError(authorityBroken(file, `it is not the key of ${authority.file}`));
  }
  const mode = await exposedMode(files, file);
  if (mode !== undefined) throw new ProblemError(privateKeyExposed(file, mode, 'authority'));
  return key;
}

/** A certificate that metaton made; `undefined` when there is no such file. */
export async function readOwnCertificate(files: Files, file: string): Promise<ReadCertificate | undefined> {
  const certificate = await readCertificate(files, file);
  if (certificate && !isFrom(certificate, organization)) {
    throw new ProblemError(certificateForeign(file, certificate.x509.issuer));
  }
  return certificate;
}

/** Whoever made it; `undefined` when there is no such file. */
export async function readCertificate(files: Files, file: string): Promise<ReadCertificate | undefined> {
  const pem = await readText(files, file);
  return pem === undefined ? undefined : parseCertificate(file, pem);
}

/** By its subject: the leaf of mkcert's authority is ours, too. */
export const isFrom = ({ x509 }: ReadCertificate, maker: string): boolean =>
  x509.subject.split('\n').includes(`O=${maker}`);

/** A private RSA key; `undefined` when there is no such file. */
export async function readPrivateKey(files: Files, file: string): Promise<KeyObject | undefined> {
  const pem = await readText(files, file);
  if (pem === undefined) return undefined;
  try {
    return rsaKey(pem);
  } catch (error) {
    throw new ProblemError(certificateUnreadable(file, 'private key', reasonFor(pem, error), error));
  }
}

/** The key that perms tokens are signed with; `undefined` when there is no such file. */
export async function readPermsKey(files: Files, file: string): Promise<KeyObject | undefined> {
  const pem = await readText(files, file);
  if (pem === undefined) return undefined;
  try {
    return rsaKey(pem);
  } catch (error) {
    throw new ProblemError(permsKeyUnusable(file, reasonFor(pem, error), error));
  }
}

/** The text of a file that may be missing. */
export const readText = (files: Files, file: string): Promise<string | undefined> =>
  orUnreadable(file, () => files.read(file));

/** What the OS may say becomes a Problem. */
async function orUnreadable<T>(file: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw new ProblemError(fileUnreadable(file, error));
  }
}

/** The mode of a private key that others can reach; `undefined` when all is well. Windows has no such modes. */
export async function exposedMode(files: Files, file: string): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  const mode = (await orUnreadable(file, () => files.mode(file))) ?? 0;
  return (mode & 0o077) === 0 ? undefined : mode;
}

/** Does this key belong to this certificate? */
export const isPair = (certificate: ReadCertificate, key: KeyObject): boolean =>
  isTrue(() => certificate.x509.checkPrivateKey(key));

/** Did this authority sign this certificate? */
export const isSignedBy = (certificate: ReadCertificate, authority: ReadCertificate): boolean =>
  isTrue(() => certificate.x509.checkIssued(authority.x509) && certificate.x509.verify(authority.publicKey));

/** OpenSSL throws where a damaged certificate names an algorithm that it does not know. */
function isTrue(question: () => boolean): boolean {
  try {
    return question();
  } catch {
    return false;
  }
}

/** The first certificate in a text. */
export function parseCertificate(file: string, pem: string): ReadCertificate {
  try {
    const x509 = new X509Certificate(pem);
    const validFrom = Date.parse(x509.validFrom);
    const expiresAt = Date.parse(x509.validTo);
    if (Number.isNaN(validFrom + expiresAt)) throw new Error('its dates make no sense');
    return { file, pem, x509, publicKey: x509.publicKey, names: namesIn(x509), validFrom, expiresAt };
  } catch (error) {
    throw new ProblemError(certificateUnreadable(file, 'certificate', reasonFor(pem, error), error));
  }
}

function readConstraints(certificate: ReadCertificate): Constraints | undefined {
  try {
    return constraintsIn(certificate.x509);
  } catch (error) {
    throw new ProblemError(certificateUnreadable(certificate.file, 'certificate', messageOf(error), error));
  }
}

/** jsonwebtoken refuses RS512 with less, and so do browsers. */
const leastKeyBits = 2048;

function rsaKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'rsa') throw new Error('it is not an RSA key');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < leastKeyBits) throw new Error(`it has ${bits} bits, and ${leastKeyBits} is the least`);
  if (!isSound(key)) throw new Error('it is damaged: what it signs is not its own');
  return key;
}

/** The parts of a damaged key need not fit each other; OpenSSL reads it all the same. */
function isSound(key: KeyObject): boolean {
  const word = Buffer.from(organization);
  return isTrue(() => verify('sha256', word, createPublicKey(key), sign('sha256', word, key)));
}

/** Says what a person would see in the file; only then what OpenSSL says. */
export function reasonFor(pem: string, error: unknown): string {
  if (pem.trim() === '') return 'it is empty';
  if (!pem.includes('-----BEGIN ')) return 'it is not a PEM file';
  if (!/-----END [^\n]*-----/.test(pem)) return 'it is cut off, its END line is missing';
  return messageOf(error);
}
