/** Says what stands on disk. Changes nothing; whatever is wrong is in the answer, never thrown. */
import type { CertificateFacts, CertificateState, Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { authorityTooNarrow, leafCompanionStale, privateKeyExposed } from '../model/problems/certificates.ts';
import { companions, leafFault } from './certificates-leaf.ts';
import { constraintsInWords, listOf, namesFor, namesOutside } from './certificates-names.ts';
import { permsFault, permsFiles } from './certificates-perms.ts';
import {
  exposedMode,
  leafFiles,
  type ReadAuthority,
  readAuthority,
  readAuthorityKey,
  type ReadCertificate,
  readOwnCertificate,
  readPermsKey,
  readPrivateKey,
  readText,
} from './certificates-read.ts';

/** Where to look and what to hold it against. */
interface Inspection {
  readonly files: Files;
  readonly authorityFolder: string;
  readonly folder: string;
  readonly hosts: readonly string[];
  readonly now: number;
}

/** The state of authority, leaf and perms keys. */
export async function inspectCertificates(inspection: Inspection): Promise<CertificateFacts> {
  const [authority, leaf, permsKeys] = await Promise.all([
    stateOf(() => soundAuthority(inspection)),
    stateOf(() => soundLeaf(inspection)),
    stateOfPermsKeys(inspection),
  ]);
  return { authority, leaf, permsKeys };
}

async function stateOf(look: () => Promise<Usable | undefined>): Promise<CertificateState> {
  try {
    const found = await look();
    if (!found) return { kind: 'missing' };
    const { names, certificate } = found;
    return { kind: 'usable', names, expiresAt: certificate.expiresAt, fingerprint: certificate.x509.fingerprint256 };
  } catch (error) {
    return { kind: 'unusable', why: summaryOf(error) };
  }
}

interface Usable {
  readonly certificate: ReadCertificate;
  readonly names: readonly string[];
}

async function soundAuthority({ files, authorityFolder, hosts, now }: Inspection): Promise<Usable | undefined> {
  const certificate = await readAuthority(files, authorityFolder, now);
  if (!certificate) return undefined;
  await readAuthorityKey(files, authorityFolder, certificate);
  const { constraints } = certificate;
  if (!constraints) return { certificate, names: [] };
  const names = constraintsInWords(constraints);
  const outside = namesOutside(constraints, namesFor(hosts));
  if (outside.length > 0) throw new ProblemError(authorityTooNarrow(certificate.file, outside, names));
  return { certificate, names };
}

async function soundLeaf(inspection: Inspection): Promise<Usable | undefined> {
  const { files, authorityFolder, folder, hosts, now } = inspection;
  const certificate = await readOwnCertificate(files, leafFiles(folder).certificate);
  if (!certificate) return undefined;
  const [key, authority] = await Promise.all([
    readPrivateKey(files, leafFiles(folder).key),
    usableAuthority(inspection),
  ]);
  const fault =
    leafFault(certificate, key, { folder, authorityFolder, authority, names: namesFor(hosts), now, leastMs: 0 }) ??
    (await fileFault(inspection, certificate, authority));
  if (fault) throw new ProblemError(fault);
  return { certificate, names: listOf(certificate.names) };
}

/** What is wrong with the authority is said of the authority; of the leaf it is said that it does not chain. */
const usableAuthority = ({ files, authorityFolder, now }: Inspection): Promise<ReadAuthority | undefined> =>
  readAuthority(files, authorityFolder, now).catch(() => undefined);

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
    const fault = await permsFault(files, folder, key);
    return fault ? { wrong: fault.summary } : 'consistent';
  } catch (error) {
    return { wrong: summaryOf(error) };
  }
}

const summaryOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
