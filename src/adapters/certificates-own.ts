/** Judges a certificate of the user's own. Its files are read, and never written. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { OwnCertificate } from '../model/certificates.ts';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { ownCertificateUnfit } from '../model/problems/certificates.ts';
import {
  isPair,
  isSignedBy,
  parseCertificate,
  type ReadCertificate,
  readText,
  reasonFor,
} from './certificates-read.ts';

/** A certificate of the user's own that serves. */
export interface AcceptedCertificate {
  readonly leaf: ReadCertificate;
  /** What clients have to trust. */
  readonly authorityPem: string;
}

/** What serves; thrown as a Problem when it does not. */
export async function readUsersOwn(
  files: Files,
  own: OwnCertificate,
  hosts: readonly string[],
  now: number,
): Promise<AcceptedCertificate> {
  const [leaf, ...between] = await readAll(files, own.certificate);
  const key = await readKey(files, own.key);
  if (!isPair(leaf, key)) unfit(own.key, `it is not the key of ${own.certificate}`);
  judgeDates(leaf, now);
  const missing = hosts.filter((host) => !isFor(leaf, host));
  if (missing.length > 0) unfit(leaf.file, `it is not for ${missing.join(', ')}`);
  const given = own.authority === undefined ? [] : await readAll(files, own.authority);
  return { leaf, authorityPem: rootOf(leaf, [...between, ...given], given.length > 0, now).pem };
}

const unfit = (file: string, reason: string, cause?: unknown): never => {
  throw new ProblemError(ownCertificateUnfit(file, reason, cause));
};

/** Every certificate in a file, in order; at least one. */
async function readAll(files: Files, file: string): Promise<readonly [ReadCertificate, ...ReadCertificate[]]> {
  const text = (await readText(files, file)) ?? unfit(file, 'there is no such file');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  const [first, ...others] = blocks.map((block) => parseCertificate(file, `${block}\n`));
  return first ? [first, ...others] : unfit(file, reasonFor(text, new Error('there is no certificate in it')));
}

/** Any kind of key that servers take. */
async function readKey(files: Files, file: string): Promise<KeyObject> {
  const pem = (await readText(files, file)) ?? unfit(file, 'there is no such file');
  if (pem.includes('ENCRYPTED')) return unfit(file, 'it is encrypted, and nobody is there to give the passphrase');
  try {
    return createPrivateKey(pem);
  } catch (error) {
    return unfit(file, reasonFor(pem, error), error);
  }
}

function judgeDates({ file, expiresAt, validFrom }: ReadCertificate, now: number): void {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  if (expiresAt <= now) unfit(file, `it expired on ${day(expiresAt)}`);
  if (validFrom > now) unfit(file, `it is valid only from ${day(validFrom)} on`);
}

/** Wildcards count, as they do in browsers. */
const isFor = ({ x509 }: ReadCertificate, host: string): boolean =>
  (isIP(host) === 0 ? x509.checkHost(host, { subject: 'never' }) : x509.checkIP(host)) !== undefined;

/** Longer chains are loops. */
const chainLimit = 10;

/** The certificate that the chain ends with: one that the user names, one in the file, or one that everybody knows. */
function rootOf(
  leaf: ReadCertificate,
  candidates: readonly ReadCertificate[],
  isNamed: boolean,
  now: number,
): ReadCertificate {
  let last = leaf;
  for (let length = 0; length < chainLimit && !isSignedBy(last, last); length++) {
    const current = last;
    const next = candidates.find((candidate) => isIssuer(candidate, current)) ?? knownIssuer(current, isNamed);
    if (!next) return unfit(leaf.file, `its chain ends at ${nameOf(current)}: whoever signed that is not in the file`);
    judgeDates(next, now);
    last = next;
  }
  return last;
}

const isIssuer = (candidate: ReadCertificate, certificate: ReadCertificate): boolean =>
  candidate.x509.ca && isSignedBy(certificate, candidate);

/** Of the authorities that come with Node. Not asked where the user has named one: that is the one to trust. */
function knownIssuer(certificate: ReadCertificate, isNamed: boolean): ReadCertificate | undefined {
  if (isNamed) return undefined;
  const issuer = rootCertificates.find((pem) => certificate.x509.checkIssued(new X509Certificate(pem)));
  const known = issuer === undefined ? undefined : parseCertificate(certificate.file, `${issuer}\n`);
  return known && isSignedBy(certificate, known) ? known : undefined;
}

const nameOf = ({ x509 }: ReadCertificate): string => x509.subject.replaceAll('\n', ', ');
