/** Makes X.509 certificates: node-forge lays them out, node:crypto signs them fifty times as fast. */
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { pki } from 'node-forge';
import { constraintsFor, encodeConstraints, type Names } from './certificates-names.ts';

/** What stands as O in the subject of every authority of metaton. */
export const organization = 'metaton';

/** Node's own RSA pair. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Loaded when the first certificate is made: most runs make none. */
export const loadForge = async () => (await import('node-forge')).default;

const dayMs = 86_400_000;

/** Long enough that trust is given once per machine, short enough to end. */
const authorityValidityDays = 3650;

/**
 * The limit that browsers set for public certificates; private ones may live up to 825 days, but then nobody sees
 * renewal work: https://support.apple.com/HT211025
 */
const leafValidityDays = 397;

/** Virtual machines and WSL wake up with a clock that is behind. */
const clockSkewMs = 3_600_000;

/** The PEM of a new authority, which can vouch for nothing but these names. */
export async function issueAuthority(keys: KeyPair, names: Names, now: number): Promise<string> {
  const subject = await fields({
    organizationName: organization,
    organizationalUnitName: userAtMachine(),
    commonName: `${organization} ${userAtMachine()} ${shortFingerprint(keys.publicKey)}`,
  });
  return issue({
    subject,
    issuer: subject,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    now,
    validityDays: authorityValidityDays,
    extensions: [
      { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
      { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
      { name: 'subjectKeyIdentifier' },
      { id: '2.5.29.30', critical: true, value: encodeConstraints(constraintsFor(names)).toString('latin1') },
    ],
  });
}

/** The PEM of a new server certificate for these names. */
export async function issueLeaf(
  publicKey: KeyObject,
  authority: { readonly pem: string; readonly key: KeyObject },
  names: Names,
  now: number,
): Promise<string> {
  const forge = await loadForge();
  const issuer = forge.pki.certificateFromPem(authority.pem);
  return issue({
    subject: await fields({
      organizationName: organization,
      organizationalUnitName: userAtMachine(),
      commonName: 'localhost',
    }),
    // forge reads the bytes of UTF-8 as characters, but writes characters as UTF-8.
    issuer: issuer.subject.attributes.map((field) => ({ ...field, value: forge.util.decodeUtf8(String(field.value)) })),
    publicKey,
    signer: authority.key,
    now,
    validityDays: leafValidityDays,
    extensions: [
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectKeyIdentifier' },
      { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
      {
        name: 'subjectAltName',
        altNames: [...names.dns.map((value) => ({ type: 2, value })), ...names.ip.map((ip) => ({ type: 7, ip }))],
      },
    ],
  });
}

interface Issue {
  readonly subject: pki.CertificateField[];
  readonly issuer: pki.CertificateField[];
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly now: number;
  readonly validityDays: number;
  readonly extensions: Readonly<Record<string, unknown>>[];
}

async function issue(wanted: Issue): Promise<string> {
  const forge = await loadForge();
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = randomSerial();
  certificate.validity.notBefore = new Date(wanted.now - clockSkewMs);
  certificate.validity.notAfter = new Date(wanted.now + wanted.validityDays * dayMs);
  certificate.publicKey = forge.pki.publicKeyFromPem(
    wanted.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.setSubject(wanted.subject);
  certificate.setIssuer(wanted.issuer);
  certificate.setExtensions(wanted.extensions);
  const signer = {
    sign: () => {
      const toBeSigned = forge.asn1.toDer(certificate.tbsCertificate).getBytes();
      return sign('sha256', Buffer.from(toBeSigned, 'latin1'), wanted.signer).toString('latin1');
    },
  };
  // All that forge asks of the key is to sign.
  certificate.sign(signer as unknown as pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

/** 128 bits, positive and without leading zero bytes. A serial used twice locks Firefox users out. */
function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

/** UTF-8, as neither `@` nor most of the world's names fit the default PrintableString. */
async function fields(values: Readonly<Record<string, string>>): Promise<pki.CertificateField[]> {
  const { asn1 } = await loadForge();
  const valueTagClass = asn1.Type.UTF8 as unknown as asn1Class;
  return Object.entries(values).map(([name, value]) => ({ name, value, valueTagClass }));
}

type asn1Class = NonNullable<pki.CertificateField['valueTagClass']>;

/** Tells several authorities of one person apart in a browser's list. */
const shortFingerprint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 8);

/** Cut so that the common name stays within the 64 characters that X.520 gives it. */
function userAtMachine(): string {
  const cut = (text: string): string => Array.from(text).slice(0, 20).join('');
  return `${cut(userName())}@${cut(hostname())}`;
}

/** In a container the user often has a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
