/** The authority, the certificate and the keys that services share: made where missing, renewed when due. */
import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type AuthorityPlace, type Certificates, leafRenewalDays } from '../model/certificates.ts';
import type { Clock, Files } from '../model/machine.ts';
import type { TokenKey } from '../model/token.ts';
import { ProblemError } from '../model/problem.ts';
import {
  authorityFolderOccupied,
  authorityMissing,
  authorityTooNarrow,
  certificateForeign,
  certificateUnwritable,
  mkcertMissing,
  permsKeyPublic,
  permsKeyUnusable,
  tokenSecretMissing,
} from '../model/problems/certificates.ts';
import { describeCertificate, inspectCertificates } from './certificates-inspect.ts';
import { issueAuthority, issueLeaf, type KeyPair, loadForge, organization } from './certificates-issue.ts';
import { companions, leafFault } from './certificates-leaf.ts';
import { constraintsInWords, missingFrom, type Names, namesFor, namesOutside } from './certificates-names.ts';
import { readUsersOwn } from './certificates-own.ts';
import { isPublished, permsFiles, publicForms } from './certificates-perms.ts';
import {
  authorityFiles,
  exposedMode,
  isFrom,
  leafFiles,
  type ReadAuthority,
  readAuthority,
  readAuthorityKey,
  readCertificate,
  readOwnCertificate,
  readPermsKey,
  readPrivateKey,
} from './certificates-read.ts';
import { type SigningKey, signToken } from './certificates-token.ts';
import { orUnwritable, writeText, writeWhereDifferent } from './certificates-write.ts';

/** What stands as O in the subject of every authority of mkcert. */
const mkcertOrganization = 'mkcert development CA';

/** Certificates on this machine's disk. */
export function makeCertificates(files: Files, clock: Pick<Clock, 'now'> = { now: Date.now }): Certificates {
  const keys = makeKeySource();
  const workshop: Workshop = { files, clock, keys };
  return {
    ensureAuthority: (place, hosts) => ensureAuthority(workshop, place, namesFor(hosts)),
    ensureLeaf: (place, hosts, into) => ensureLeaf(workshop, { place, into, names: namesFor(hosts) }),
    ensurePermsKeys: (into) => ensurePermsKeys(workshop, into),
    replaceAuthority: (place, hosts) => replaceAuthority(workshop, place, namesFor(hosts)),
    replaceLeaf: (place, hosts, into) => replaceLeaf(workshop, { place, into, names: namesFor(hosts) }),
    replacePermsKeys: (into) => makePermsKeys(workshop, into),
    acceptOwn: async (own, hosts, authorityFile) => {
      const { authorityPem } = await readUsersOwn(files, own, hosts, clock.now());
      return writeWhereDifferent(files, [{ file: authorityFile, text: authorityPem }]);
    },
    ensureSecret: async (file) => {
      if ((await workshop.files.mode(file)) === secretMode) return false;
      await workshop.files.write(file, randomBytes(secretBytes).toString('hex'), secretMode);
      return true;
    },
    inspect: (places) => inspectCertificates({ ...places, files, now: clock.now() }),
    describe: (file) => describeCertificate(files, file, clock.now()),
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

async function ensureAuthority(workshop: Workshop, place: AuthorityPlace, names: Names): Promise<boolean> {
  const { files, clock } = workshop;
  const { authorityFolder: folder, authorityMaker } = place;
  const isOurs = authorityMaker === 'metaton';
  if (isOurs) await files.remove(retired(folder));
  const present = await readAuthority(files, place, clock.now());
  if (!present && !isOurs) throw new ProblemError(mkcertMissing(folder));
  const didMake = present ? false : await makeAuthority(workshop, folder, names, moveIntoPlace);
  const authority = present ?? (await readAuthority(files, place, clock.now()));
  if (!authority) throw new ProblemError(authorityMissing(folder));
  await readAuthorityKey(files, place, authority);
  refuseOutside(authority, names);
  if (isOurs && (await exposedMode(files, folder)) !== undefined) {
    await orUnwritable(folder, () => fs.chmod(folder, 0o700));
  }
  return didMake;
}

type Move = (files: Files, beside: string, folder: string) => Promise<boolean>;

/** Key and certificate appear as one, so that two processes never end with one half of each. */
async function makeAuthority(
  { files, clock, keys }: Workshop,
  folder: string,
  names: Names,
  move: Move,
): Promise<boolean> {
  const [pair] = await Promise.all([keys.authority(), loadForge()]);
  const pem = await issueAuthority(pair, names, clock.now());
  const beside = `${folder}.${randomBytes(6).toString('hex')}.tmp`;
  const paths = authorityFiles({ authorityFolder: beside, authorityMaker: 'metaton' });
  try {
    await orUnwritable(folder, () => files.makeFolder(beside, 0o700));
    await writeText(files, paths.key, pkcs8(pair.privateKey), 0o400);
    await writeText(files, paths.certificate, pem, 0o644);
    return await move(files, beside, folder);
  } finally {
    await files.remove(beside);
  }
}

/** Answers false when another process was quicker, and that one's authority stands. */
async function moveIntoPlace(files: Files, beside: string, folder: string): Promise<boolean> {
  try {
    // Windows renames onto nothing, not even an empty folder.
    await fs.rmdir(folder).catch(() => undefined);
    await fs.rename(beside, folder);
    return true;
  } catch (error) {
    const { certificate } = authorityFiles({ authorityFolder: folder, authorityMaker: 'metaton' });
    if (await files.exists(certificate)) return false;
    if (!(await files.exists(folder))) throw new ProblemError(certificateUnwritable(folder, error));
    throw new ProblemError(authorityFolderOccupied(folder, error));
  }
}

/** Where an authority goes whose time is over, until the next run removes it. */
const retired = (folder: string): string => `${folder}.retired`;

/** Nobody's files are removed but those of an authority; those that stand beside it stay. */
async function replaceAuthority(workshop: Workshop, place: AuthorityPlace, names: Names): Promise<void> {
  const { authorityFolder: folder } = place;
  const { files } = workshop;
  const { certificate, key } = authorityFiles(place);
  const known = [certificate, key].map((file) => path.basename(file));
  const others = (await files.list(folder)).filter((name) => !known.includes(name));
  if (others.length > 0) throw new ProblemError(authorityFolderOccupied(folder));
  await files.remove(retired(folder));
  await makeAuthority(workshop, folder, names, async (_, beside) => {
    // Interrupted between the two there is no authority, and the next run makes one.
    await orUnwritable(folder, async () => {
      await files.rename(folder, retired(folder));
      await files.rename(beside, folder);
    });
    return true;
  });
  await files.remove(retired(folder));
}

interface LeafOrder {
  readonly place: AuthorityPlace;
  readonly into: string;
  readonly names: Names;
}

const renewalMs = leafRenewalDays * 86_400_000;

/** What there is, and the authority that is to vouch for it. */
async function readForLeaf({ files, clock }: Workshop, { place, into, names }: LeafOrder) {
  const authority = await readAuthority(files, place, clock.now());
  if (!authority) throw new ProblemError(authorityMissing(place.authorityFolder));
  refuseOutside(authority, names);
  const paths = leafFiles(into);
  const leaf = await readOwnCertificate(files, paths.certificate);
  const key = await readPrivateKey(files, paths.key);
  await readOwnCertificate(files, paths.fullchain);
  await refuseForeignAuthority(files, paths.authority);
  return { authority, leaf, key };
}

/** The copy beside the leaf may also be of mkcert's authority, which was used before or is used now. */
async function refuseForeignAuthority(files: Files, file: string): Promise<void> {
  const copy = await readCertificate(files, file);
  if (copy && !isFrom(copy, organization) && !isFrom(copy, mkcertOrganization)) {
    throw new ProblemError(certificateForeign(file, copy.x509.issuer));
  }
}

async function ensureLeaf(workshop: Workshop, order: LeafOrder): Promise<boolean> {
  const { files, clock } = workshop;
  const { authority, leaf, key } = await readForLeaf(workshop, order);
  const { place, into: folder, names } = order;
  const wish = { folder, place, authority, names, now: clock.now(), leastMs: renewalMs };
  const isGood = leaf !== undefined && !leafFault(leaf, key, wish) && missingFrom(names, leaf.names).length === 0;
  // A key without a certificate may be somebody's: it is used, not overwritten.
  if (!isGood) return makeLeaf(workshop, order, authority, leaf ? undefined : key);
  const didClose = await closeToOthers(files, leafFiles(folder).key);
  return (await writeWhereDifferent(files, companions(folder, leaf.pem, authority.pem))) || didClose;
}

async function replaceLeaf(workshop: Workshop, order: LeafOrder): Promise<void> {
  const { authority } = await readForLeaf(workshop, order);
  await makeLeaf(workshop, order, authority, undefined);
}

async function makeLeaf(
  { files, clock, keys }: Workshop,
  { place, into, names }: LeafOrder,
  authority: ReadAuthority,
  loneKey: KeyObject | undefined,
): Promise<boolean> {
  const signer = await readAuthorityKey(files, place, authority);
  const [pair] = await Promise.all([loneKey ? pairOf(loneKey) : keys.leaf(), loadForge()]);
  const pem = await issueLeaf(pair.publicKey, { pem: authority.pem, key: signer }, names, clock.now());
  await orUnwritable(into, () => files.makeFolder(into, 0o700));
  // The certificate first: when the key is still the old one, the next run sees that they differ.
  await writeText(files, leafFiles(into).certificate, pem, 0o644);
  await writeText(files, leafFiles(into).key, pkcs8(pair.privateKey), 0o600);
  await writeWhereDifferent(files, companions(into, pem, authority.pem));
  return true;
}

/** Nobody else may read it; Erlang insists on that. */
const secretMode = 0o600;

/** As many as nobody can guess. */
const secretBytes = 20;

async function ensurePermsKeys(workshop: Workshop, into: string): Promise<boolean> {
  const { files } = workshop;
  const { privatePem } = permsFiles(into);
  const present = await readPermsKey(files, privatePem);
  if (!present) {
    await makePermsKeys(workshop, into);
    return true;
  }
  if (isPublished(present)) throw new ProblemError(permsKeyPublic(privatePem));
  const didClose = await closeToOthers(files, privatePem);
  return (await writeWhereDifferent(files, publicForms(into, present))) || didClose;
}

/** The private key first: the others are made from it, now or by the next run. */
async function makePermsKeys({ files, keys }: Workshop, into: string): Promise<void> {
  const { privateKey } = await keys.perms();
  const { privatePem } = permsFiles(into);
  await orUnwritable(into, () => files.makeFolder(into, 0o700));
  // PKCS#1, the form that reticulum's own sample key has: the safest for old JOSE libraries on old OTPs.
  await writeText(files, privatePem, privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 0o600);
  await writeWhereDifferent(files, publicForms(into, privateKey));
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

/** Answers whether a private key was open and is no longer: some Windows drives under WSL keep no modes. */
async function closeToOthers(files: Files, file: string): Promise<boolean> {
  if ((await exposedMode(files, file)) === undefined) return false;
  await orUnwritable(file, () => fs.chmod(file, 0o600));
  return (await exposedMode(files, file)) === undefined;
}

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const pairOf = (privateKey: KeyObject): KeyPair => ({ publicKey: createPublicKey(privateKey), privateKey });
