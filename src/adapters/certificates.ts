/** The authority, the certificate and the keys that services share: made where missing, renewed when due. */
import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Certificates, Clock, Files } from '../model/machine.ts';
import type { TokenKey } from '../model/token.ts';
import { ProblemError } from '../model/problem.ts';
import {
  authorityFolderOccupied,
  authorityMissing,
  authorityTooNarrow,
  permsKeyUnusable,
  tokenSecretMissing,
} from '../model/problems/certificates.ts';
import { inspectCertificates } from './certificates-inspect.ts';
import { issueAuthority, issueLeaf, type KeyPair, loadForge } from './certificates-issue.ts';
import { companions, leafFault } from './certificates-leaf.ts';
import { constraintsInWords, missingFrom, type Names, namesFor, namesOutside } from './certificates-names.ts';
import { permsFiles, publicForms } from './certificates-perms.ts';
import {
  authorityFiles,
  exposedMode,
  leafFiles,
  type ReadAuthority,
  readAuthority,
  readAuthorityKey,
  readOwnCertificate,
  readPermsKey,
  readPrivateKey,
  readText,
} from './certificates-read.ts';
import { type SigningKey, signToken } from './certificates-token.ts';

/** Certificates on this machine's disk. */
export function makeCertificates(files: Files, clock: Pick<Clock, 'now'> = { now: Date.now }): Certificates {
  const keys = makeKeySource();
  const workshop: Workshop = { files, clock, keys };
  return {
    ensureAuthority: (folder, hosts) => ensureAuthority(workshop, folder, namesFor(hosts)),
    ensureLeaf: (authority, hosts, into) => ensureLeaf(workshop, { authority, into, names: namesFor(hosts) }),
    ensurePermsKeys: (into) => ensurePermsKeys(workshop, into),
    ensureSecret: async (file) => {
      if ((await workshop.files.mode(file)) === secretMode) return false;
      await workshop.files.write(file, randomBytes(secretBytes).toString('hex'), secretMode);
      return true;
    },
    inspect: (authorityFolder, folder, hosts) =>
      inspectCertificates({ files, authorityFolder, folder, hosts, now: clock.now() }),
    sign: async (request) => signToken(request, await signingKey(request.key, workshop), clock.now()),
  };
}

interface Workshop {
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
  readonly keys: KeySource;
}

/** A moment of computing each: the only slow thing here. */
interface KeySource {
  readonly authority: () => Promise<KeyPair>;
  readonly leaf: () => Promise<KeyPair>;
  readonly perms: () => Promise<KeyPair>;
  /** A key that no one trusts; the same one every time. */
  readonly forged: () => Promise<KeyObject>;
}

const generateRsa = (bits: number): Promise<KeyPair> => promisify(generateKeyPair)('rsa', { modulusLength: bits });

function makeKeySource(): KeySource {
  let spare: Promise<KeyPair> | undefined;
  let forged: Promise<KeyPair> | undefined;
  return {
    authority: () => {
      const pair = generateRsa(3072);
      // A new authority is always followed by a new leaf: its key can be ready by then.
      spare ??= generateRsa(2048);
      return pair;
    },
    leaf: () => {
      const pair = spare ?? generateRsa(2048);
      spare = undefined;
      return pair;
    },
    perms: () => generateRsa(2048),
    forged: async () => (await (forged ??= generateRsa(2048))).privateKey,
  };
}

async function ensureAuthority(workshop: Workshop, folder: string, names: Names): Promise<boolean> {
  const { files, clock } = workshop;
  const present = await readAuthority(files, folder, clock.now());
  const didMake = present ? false : await makeAuthority(workshop, folder, names);
  const authority = present ?? (await readAuthority(files, folder, clock.now()));
  if (!authority) throw new ProblemError(authorityMissing(folder));
  await readAuthorityKey(files, folder, authority);
  refuseOutside(authority, names);
  if (await isOpenToOthers(files, folder)) await fs.chmod(folder, 0o700);
  return didMake;
}

/** Answers false when another process was quicker, and that one's authority stands. */
async function makeAuthority({ files, clock, keys }: Workshop, folder: string, names: Names): Promise<boolean> {
  const [pair] = await Promise.all([keys.authority(), loadForge()]);
  const pem = await issueAuthority(pair, names, clock.now());
  const beside = `${folder}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await files.makeFolder(beside, 0o700);
    await files.write(authorityFiles(beside).key, pkcs8(pair.privateKey), 0o400);
    await files.write(authorityFiles(beside).certificate, pem, 0o644);
    return await moveIntoPlace(files, beside, folder);
  } finally {
    await files.remove(beside);
  }
}

/** Key and certificate appear as one, so that two processes never end with one half of each. */
async function moveIntoPlace(files: Files, beside: string, folder: string): Promise<boolean> {
  try {
    // Windows renames onto nothing, not even an empty folder.
    await fs.rmdir(folder).catch(() => undefined);
    await fs.rename(beside, folder);
    return true;
  } catch (error) {
    if (await files.exists(authorityFiles(folder).certificate)) return false;
    if (!(await files.exists(folder))) throw error;
    throw new ProblemError(authorityFolderOccupied(folder, error));
  }
}

interface LeafOrder {
  readonly authority: string;
  readonly into: string;
  readonly names: Names;
}

/** Below this a leaf is renewed: the same authority signs, so nobody is asked anything. */
const renewalMs = 14 * 86_400_000;

async function ensureLeaf(workshop: Workshop, order: LeafOrder): Promise<boolean> {
  const { files, clock } = workshop;
  const paths = leafFiles(order.into);
  const authority = await readAuthority(files, order.authority, clock.now());
  if (!authority) throw new ProblemError(authorityMissing(order.authority));
  refuseOutside(authority, order.names);
  const leaf = await readOwnCertificate(files, paths.certificate);
  const key = await readPrivateKey(files, paths.key);
  for (const file of [paths.fullchain, paths.authority]) await readOwnCertificate(files, file);
  const wish = {
    folder: order.into,
    authorityFolder: order.authority,
    authority,
    names: order.names,
    now: clock.now(),
    leastMs: renewalMs,
  };
  const isGood = leaf !== undefined && !leafFault(leaf, key, wish) && missingFrom(order.names, leaf.names).length === 0;
  if (!isGood) return makeLeaf(workshop, order, authority, leaf ? undefined : key);
  const didClose = await closeToOthers(files, paths.key);
  return (await writeWhereDifferent(files, companions(order.into, leaf.pem, authority.pem))) || didClose;
}

/** A key without a certificate may be somebody's: it is used, not overwritten. */
async function makeLeaf(
  { files, clock, keys }: Workshop,
  { authority: authorityFolder, into, names }: LeafOrder,
  authority: ReadAuthority,
  loneKey: KeyObject | undefined,
): Promise<boolean> {
  const signer = await readAuthorityKey(files, authorityFolder, authority);
  const [pair] = await Promise.all([loneKey ? pairOf(loneKey) : keys.leaf(), loadForge()]);
  const pem = await issueLeaf(pair.publicKey, { pem: authority.pem, key: signer }, names, clock.now());
  await files.makeFolder(into, 0o700);
  // The certificate first: when the key is still the old one, the next run sees that they differ.
  await files.write(leafFiles(into).certificate, pem, 0o644);
  await files.write(leafFiles(into).key, pkcs8(pair.privateKey), 0o600);
  await writeWhereDifferent(files, companions(into, pem, authority.pem));
  return true;
}

/** Nobody else may read it; Erlang insists on that. */
const secretMode = 0o600;

/** As many as nobody can guess. */
const secretBytes = 20;

async function ensurePermsKeys({ files, keys }: Workshop, into: string): Promise<boolean> {
  const { privatePem } = permsFiles(into);
  const present = await readPermsKey(files, privatePem);
  if (present) {
    const didClose = await closeToOthers(files, privatePem);
    return (await writeWhereDifferent(files, publicForms(into, present))) || didClose;
  }
  const { privateKey } = await keys.perms();
  await files.makeFolder(into, 0o700);
  // PKCS#1, the form that reticulum's own sample key has: the safest for old JOSE libraries on old OTPs.
  await files.write(privatePem, privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 0o600);
  await writeWhereDifferent(files, publicForms(into, privateKey));
  return true;
}

async function signingKey(key: TokenKey, { files, keys }: Workshop): Promise<SigningKey> {
  if (key === 'forged') return { kind: 'private', key: await keys.forged() };
  if (key === 'forged secret') return { kind: 'secret', secret: randomBytes(secretBytes).toString('hex') };
  if ('file' in key) return { kind: 'private', key: await readSigningKey(files, key.file) };
  const secret = key.pattern.exec((await files.read(key.secretIn)) ?? '')?.[1];
  if (secret === undefined) throw new ProblemError(tokenSecretMissing(key.secretIn));
  return { kind: 'secret', secret };
}

async function readSigningKey(files: Files, file: string): Promise<KeyObject> {
  const key = await readPermsKey(files, file);
  if (!key) throw new ProblemError(permsKeyUnusable(file, 'there is no such file'));
  return key;
}

function refuseOutside({ constraints, file }: ReadAuthority, names: Names): void {
  if (!constraints) return;
  const outside = namesOutside(constraints, names);
  if (outside.length > 0) throw new ProblemError(authorityTooNarrow(file, outside, constraintsInWords(constraints)));
}

/** Answers whether any file was written. */
async function writeWhereDifferent(
  files: Files,
  wanted: readonly { readonly file: string; readonly text: string }[],
): Promise<boolean> {
  let didWrite = false;
  for (const { file, text } of wanted) {
    if ((await readText(files, file)) === text) continue;
    await files.write(file, text, 0o644);
    didWrite = true;
  }
  return didWrite;
}

/** Answers whether a private key was open and is no longer: some Windows drives under WSL keep no modes. */
async function closeToOthers(files: Files, file: string): Promise<boolean> {
  if ((await exposedMode(files, file)) === undefined) return false;
  await fs.chmod(file, 0o600);
  return (await exposedMode(files, file)) === undefined;
}

const isOpenToOthers = async (files: Files, folder: string): Promise<boolean> =>
  (await exposedMode(files, folder)) !== undefined;

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const pairOf = (privateKey: KeyObject): KeyPair => ({ publicKey: createPublicKey(privateKey), privateKey });
