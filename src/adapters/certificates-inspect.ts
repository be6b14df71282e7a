/** Says what stands on disk. Changes nothing; whatever is wrong is in the answer, never thrown. */
import type { CertificateFacts, CertificatePlaces, CertificateState } from '../model/certificates.ts';
import type { Files } from '../model/machine.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import {
  authorityTooNarrow,
  leafCompanionStale,
  mkcertMissing,
  privateKeyExposed,
} from '../model/problems/certificates.ts';
import { companions, leafFault } from './certificates-leaf.ts';
import { constraintsInWords, listOf, namesFor, namesOutside } from './certificates-names.ts';
import { readUsersOwn } from './certificates-own.ts';
import { permsFault, permsFiles } from './certificates-perms.ts';
import {
  exposedMode,
  leafFiles,
  type ReadAuthority,
  readAuthority,
  readAuthorityKey,
  type ReadCertificate,
  readCertificate,
  readOwnCertificate,
  readPermsKey,
  readPrivateKey,
  readText,
} from './certificates-read.ts';

/** Where to look and what to hold it against. */
interface Inspection extends CertificatePlaces {
  readonly files: Files;
  readonly now: number;
}

/** The state of authority, leaf and perms keys. */
export async function inspectCertificates(inspection: Inspection): Promise<CertificateFacts> {
  const { own } = inspection;
  const [authority, leaf, permsKeys] = await Promise.all([
    own ? ('others' as const) : stateOf(() => soundAuthority(inspection), inspection),
    stateOf(() => (own ? usersOwn(inspection) : soundLeaf(inspection)), inspection),
    stateOfPermsKeys(inspection),
  ]);
  return { authority, leaf, permsKeys };
}

const dayMs = 86_400_000;

async function stateOf(look: () => Promise<Usable | undefined>, { now }: Inspection): Promise<CertificateState> {
  try {
    const found = await look();
    if (!found) return { kind: 'missing' };
    const { names, certificate, isUnconstrained = false } = found;
    const { expiresAt, x509 } = certificate;
    const daysLeft = Math.floor((expiresAt - now) / dayMs);
    return { kind: 'usable', names, expiresAt, daysLeft, fingerprint: x509.fingerprint256, isUnconstrained };
  } catch (error) {
    return { kind: 'unusable', problem: problemOf(error) };
  }
}

interface Usable {
  readonly certificate: ReadCertificate;
  readonly names: readonly string[];
  readonly isUnconstrained?: boolean;
}

async function soundAuthority({ files, hosts, now, ...place }: Inspection): Promise<Usable | undefined> {
  const certificate = await readAuthority(files, place, now);
  if (!certificate && place.authorityMaker === 'mkcert') throw new ProblemError(mkcertMissing(place.authorityFolder));
  if (!certificate) return undefined;
  await readAuthorityKey(files, place, certificate);
  const { constraints } = certificate;
  if (!constraints) return { certificate, names: [], isUnconstrained: true };
  const names = constraintsInWords(constraints);
  const outside = namesOutside(constraints, namesFor(hosts));
  if (outside.length > 0) throw new ProblemError(authorityTooNarrow(certificate.file, outside, names));
  return { certificate, names };
}

async function soundLeaf(inspection: Inspection): Promise<Usable | undefined> {
  const { files, folder, hosts, now } = inspection;
  const certificate = await readOwnCertificate(files, leafFiles(folder).certificate);
  if (!certificate) return undefined;
  const [key, authority] = await Promise.all([
    readPrivateKey(files, leafFiles(folder).key),
    usableAuthority(inspection),
  ]);
  const fault =
    leafFault(certificate, key, { folder, place: inspection, authority, names: namesFor(hosts), now, leastMs: 0 }) ??
    (await fileFault(inspection, certificate, authority));
  if (fault) throw new ProblemError(fault);
  return { certificate, names: listOf(certificate.names) };
}

async function usersOwn({ files, own, hosts, now }: Inspection): Promise<Usable | undefined> {
  if (!own) return undefined;
  const { leaf } = await readUsersOwn(files, own, hosts, now);
  return { certificate: leaf, names: listOf(leaf.names) };
}

/** What is wrong with the authority is said of the authority; of the leaf it is said that it does not chain. */
const usableAuthority = ({ files, now, ...place }: Inspection): Promise<ReadAuthority | undefined> =>
  readAuthority(files, place, now).catch(() => undefined);

async function fileFault({ files, folder }: Inspection, leaf: ReadCertificate, authority: ReadAuthority | undefined) {
  const { key } = leafFiles(folder);
  const mode = await exposedMode(files, key);
  if (mode !== undefined) return privateKeyExposed(key, mode, 'leaf');
  for (const { file, text } of companions(folder, leaf.pem, authority?.pem ?? '')) {
    if ((await readText(files, file)) !== text) return leafCompanionStale(file, leaf.file);
  }
  return undefined;
}

async function stateOfPermsKeys({ files, folder }: Inspection): Promise<CertificateFacts['permsKeys']> {
  try {
    const key = await readPermsKey(files, permsFiles(folder).privatePem);
    if (!key) return 'missing';
    const wrong = await permsFault(files, folder, key);
    return wrong ? { wrong } : 'consistent';
  } catch (error) {
    return { wrong: problemOf(error) };
  }
}

/** Anything else is a mistake of metaton's. */
function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

/** What a file holds that is none of ours, in a few words. */
export async function describeCertificate(files: Files, file: string, now: number): Promise<string> {
  const certificate = await readCertificate(files, file).catch(() => undefined);
  if (!certificate) return 'no certificate';
  const { x509, expiresAt, names } = certificate;
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  const list = listOf(names);
  return [
    x509.issuer === x509.subject ? 'self-signed' : `issued by ${x509.issuer.replaceAll('\n', ', ')}`,
    list.length === 0 ? 'names no host' : `for ${list.join(', ')}`,
    expiresAt <= now ? `expired on ${day}` : `until ${day}`,
  ].join(', ');
}
