/** Has the stores of this machine trust the authority, and forget it again. */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import type { AuthorityPlace } from '../model/certificates.ts';
import type { Files, Processes } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { authorityMissing, certificateUnreadable } from '../model/problems/certificates.ts';
import type { Trust, TrustRow, TrustSubject, TrustWish } from '../model/trust.ts';
import { authorityFiles, leafFiles, readText } from './certificates-read.ts';
import { changeManifest, type Manifest, readManifest, withEntry, withoutEntry } from './trust-manifest.ts';
import { commandLine, type Outcome, type Rights, runAll } from './trust-rights.ts';
import type { Anchor, Sight, StoreCommand, StoreGround, TrustStore } from './trust-store.ts';
import { darwinStores } from './trust-store-darwin.ts';
import { linuxStores } from './trust-store-linux.ts';
import { nodeStore } from './trust-store-node.ts';
import { windowsStores } from './trust-store-windows.ts';

/** The parts of the machine that trust is given with. */
export interface TrustGround extends Omit<StoreGround, 'files' | 'processes'> {
  readonly files: Files;
  readonly processes: Pick<Processes, 'run' | 'find' | 'converse'>;
  readonly isRoot: boolean;
}

/** The stores of this machine. */
export function makeTrust(ground: TrustGround): Trust {
  return {
    stores: (subject, clients) => look(ground, subject, (store) => clients?.includes(store.client) ?? true),
    trust: (subject, wish) => trust(ground, subject, wish),
    untrust: (subject, wish) => untrust(ground, subject, wish),
  };
}

async function look(
  ground: TrustGround,
  subject: TrustSubject,
  isAskedFor: (store: TrustStore) => boolean,
): Promise<readonly TrustRow[]> {
  const anchor = await readAnchor(ground, subject);
  if (!anchor) return [];
  const leaf = await leafOf(anchor, subject.folder, ground);
  const stores = [...(await findStores(ground, [])), nodeStore(subject.folder)].filter(isAskedFor);
  return Promise.all(stores.map(async (store) => rowOf(store, await store.look(anchor, leaf), ground)));
}

async function trust(ground: TrustGround, subject: TrustSubject, wish: TrustWish): Promise<readonly TrustRow[]> {
  const anchor = await readAnchor(ground, subject);
  if (!anchor) throw new ProblemError(authorityMissing(subject.authorityFolder));
  const manifest = await readManifest(ground.files, subject.manifest);
  const staying = subject.stays && (await readAnchor(ground, subject.stays));
  const former = manifest.entries.filter(
    ({ fingerprint }) => fingerprint !== anchor.sha256 && fingerprint !== staying?.sha256,
  );
  return withAnchors(
    ground,
    manifest,
    former.map(({ fingerprint }) => fingerprint),
    async (anchors) => {
      const work: Work = {
        ground,
        wish,
        manifest: subject.manifest,
        leaf: await leafOf(anchor, subject.folder, ground),
      };
      const rows: TrustRow[] = [];
      for (const store of await findStores(ground, former)) {
        if (wish.signal.aborted) break;
        const isFormer = ({ sha256 }: Anchor): boolean =>
          former.some(({ fingerprint, path }) => fingerprint === sha256 && path === store.path);
        rows.push(await trustIn(store, anchor, anchors.filter(isFormer), work));
      }
      return rows;
    },
  );
}

async function untrust(
  ground: TrustGround,
  subject: Omit<TrustSubject, 'folder'>,
  wish: TrustWish,
): Promise<readonly TrustRow[]> {
  const manifest = await readManifest(ground.files, subject.manifest);
  // Where it is gone or broken, the manifest knows enough.
  const present = await readAnchor(ground, subject).catch(() => undefined);
  const recorded = manifest.entries.map(({ fingerprint }) => fingerprint).filter((it) => it !== present?.sha256);
  return withAnchors(ground, manifest, recorded, async (former) => {
    const anchors = [...(present ? [present] : []), ...former];
    if (anchors.length === 0) return [];
    const work: Work = { ground, wish, manifest: subject.manifest, leaf: undefined };
    const stores = await findStores(ground, manifest.entries);
    const rows: TrustRow[] = [];
    for (const store of stores) {
      if (wish.signal.aborted) break;
      rows.push(await untrustIn(store, anchors, work));
    }
    if (!wish.isDry && !wish.signal.aborted) await forgetGone(stores, work);
    return rows;
  });
}

/** What work on one store needs. */
interface Work {
  readonly ground: TrustGround;
  readonly wish: TrustWish;
  readonly manifest: string;
  readonly leaf: string | undefined;
}

async function trustIn(store: TrustStore, anchor: Anchor, former: readonly Anchor[], work: Work): Promise<TrustRow> {
  const { ground, wish, leaf } = work;
  const before = await store.look(anchor, leaf);
  if (before.kind === 'unknown') return rowOf(store, before, ground);
  const { commands, creates } = before.kind === 'trusted' ? { commands: [], creates: [] } : await store.install(anchor);
  if (wish.isDry) {
    const removals = await removalsOf(store, former, work);
    return { ...(await rowOf(store, before, ground)), commands: await lines([...commands, ...removals], ground) };
  }
  // What was trusted before is somebody else's doing, and is not ours to take out when another comes after it.
  if (commands.length > 0) await record(store, anchor, creates, work);
  const outcome = await runAll(commands, ground, wish);
  const after = before.kind === 'trusted' ? before : await store.look(anchor, leaf);
  if (after.kind === 'trusted') {
    const didForget = await forgetFormer(store, former, work);
    const row = await rowOf(store, after, ground);
    return {
      ...row,
      didChange: before.kind !== 'trusted',
      detail: didForget ? 'an earlier authority was taken out' : '',
    };
  }
  // An authority that is in there to no effect would only lie around.
  if (before.kind === 'absent') await untrustIn(store, [anchor], work);
  return outcomeRow(store, outcome, after, work);
}

/** Takes out what the anchor has come after, now that nothing rests on it any more. */
async function forgetFormer(store: TrustStore, former: readonly Anchor[], work: Work): Promise<boolean> {
  if (former.length === 0) return false;
  return (await untrustIn(store, former, work)).didChange;
}

/** What takes these out of a store, as far as they are in it. */
async function removalsOf(store: TrustStore, anchors: readonly Anchor[], work: Work): Promise<readonly StoreCommand[]> {
  const created = await createdWith(store, work);
  const commands = anchors.map(async (anchor) => {
    const sight = await store.look(anchor);
    // A database that we made goes, too, when somebody else took the authority out of it.
    return sight.kind === 'unknown' || (sight.kind === 'absent' && created.length === 0)
      ? []
      : store.remove(anchor, created);
  });
  return (await Promise.all(commands)).flat();
}

/** Of the same certificate there may be several in one store; more than this nobody has. */
const mostRounds = 3;

async function untrustIn(store: TrustStore, anchors: readonly Anchor[], work: Work): Promise<TrustRow> {
  const { ground, wish } = work;
  const row = await rowOf(store, { kind: 'absent' }, ground);
  let didChange = false;
  for (const anchor of anchors) {
    const sight = await store.look(anchor);
    if (sight.kind === 'unknown') {
      if (await isRecorded(store, anchor, work)) return rowOf(store, sight, ground);
      continue;
    }
    if (wish.isDry) continue;
    for (let round = 0; round < mostRounds; round++) {
      const commands = await removalsOf(store, [anchor], work);
      if (commands.length === 0) break;
      const outcome = await runAll(commands, ground, wish);
      const after = await store.look(anchor);
      if (outcome.kind !== 'done') return outcomeRow(store, outcome, after, work);
      didChange = true;
      if (after.kind === 'absent') break;
      if (round === mostRounds - 1)
        return outcomeRow(store, { kind: 'failed', words: 'it is still in there' }, after, work);
    }
    await forget(store, anchor, work);
  }
  const commands = wish.isDry ? await lines(await removalsOf(store, anchors, work), ground) : [];
  return { ...row, didChange, commands, state: commands.length > 0 ? 'trusted' : row.state };
}

const record = (
  store: TrustStore,
  { sha256, pem }: Anchor,
  creates: readonly string[],
  { ground, manifest }: Work,
): Promise<void> =>
  changeManifest(ground.files, manifest, (before) =>
    withEntry(before, { fingerprint: sha256, store: store.name, path: store.path }, pem, creates),
  );

const forget = ({ path }: TrustStore, { sha256 }: Anchor, { ground, manifest }: Work): Promise<void> =>
  changeManifest(ground.files, manifest, (before) => withoutEntry(before, { fingerprint: sha256, path }));

/** Of stores that are no longer there, nothing need be remembered. */
const forgetGone = (stores: readonly TrustStore[], { ground, manifest }: Work): Promise<void> =>
  changeManifest(ground.files, manifest, (before) => ({
    ...before,
    entries: before.entries.filter((entry) => stores.some((store) => store.path === entry.path)),
  }));

async function isRecorded({ path }: TrustStore, { sha256 }: Anchor, { ground, manifest }: Work): Promise<boolean> {
  const { entries } = await readManifest(ground.files, manifest);
  return entries.some((entry) => entry.path === path && entry.fingerprint === sha256);
}

const createdWith = async ({ path }: TrustStore, { ground, manifest }: Work): Promise<readonly string[]> =>
  (await readManifest(ground.files, manifest)).created[path] ?? [];

const states = { trusted: 'trusted', absent: 'not-trusted', ineffective: 'not-trusted', unknown: 'needs-you' } as const;

async function rowOf(store: TrustStore, sight: Sight, rights: Rights): Promise<TrustRow> {
  return {
    client: store.client,
    store: store.name,
    path: store.path,
    state: states[sight.kind],
    didChange: false,
    detail: 'why' in sight ? sight.why : '',
    commands: sight.kind === 'unknown' ? await lines(sight.commands, rights) : [],
  };
}

/** Of what was not brought about: what somebody has to do, or the tool's own words. */
async function outcomeRow(store: TrustStore, outcome: Outcome, after: Sight, { ground }: Work): Promise<TrustRow> {
  const row = await rowOf(store, after, ground);
  switch (outcome.kind) {
    case 'needs-you':
      return { ...row, state: 'needs-you', detail: outcome.why, commands: await lines(outcome.commands, ground) };
    case 'failed':
      return { ...row, state: 'failed', detail: outcome.words };
    case 'done':
      return {
        ...row,
        state: 'failed',
        detail: row.detail === '' ? 'the tool ended well, and nothing changed' : row.detail,
      };
  }
}

const lines = (commands: readonly StoreCommand[], rights: Rights): Promise<readonly string[]> =>
  Promise.all(commands.map((command) => commandLine(command, rights)));

/** Those of this machine, with databases of browsers that are known from before. */
async function findStores(
  ground: StoreGround,
  known: readonly { readonly store: string; readonly path: string }[],
): Promise<readonly TrustStore[]> {
  const places = known.map(({ store, path }) => ({ name: store, path }));
  switch (ground.platform) {
    case 'darwin':
      return darwinStores(ground, places);
    case 'win32':
      return windowsStores(ground, places);
    default:
      return linuxStores(ground, places);
  }
}

/** The authority as it is now; `undefined` when there is none. */
async function readAnchor({ files }: TrustGround, place: AuthorityPlace): Promise<Anchor | undefined> {
  const { certificate: file } = authorityFiles(place);
  const pem = await readText(files, file);
  if (pem === undefined) return undefined;
  try {
    return anchorOf(pem, file);
  } catch (error) {
    throw new ProblemError(certificateUnreadable(file, 'certificate', 'it is damaged', error));
  }
}

function anchorOf(pem: string, file: string): Anchor {
  const { fingerprint256, fingerprint } = new X509Certificate(pem);
  return { file, pem, sha256: fingerprint256, sha1: fingerprint.replaceAll(':', '') };
}

/** The leaf's file, where this authority has signed it. */
async function leafOf(anchor: Anchor, folder: string, { files }: TrustGround): Promise<string | undefined> {
  const { certificate: file } = leafFiles(folder);
  try {
    const leaf = new X509Certificate((await files.read(file)) ?? '');
    const authority = new X509Certificate(anchor.pem);
    return leaf.checkIssued(authority) && leaf.verify(authority.publicKey) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Lays authorities that only the manifest knows into files for as long as the work takes. */
async function withAnchors<T>(
  { files }: TrustGround,
  { authorities }: Manifest,
  fingerprints: readonly string[],
  work: (anchors: readonly Anchor[]) => Promise<T>,
): Promise<T> {
  const pems = [...new Set(fingerprints)].flatMap((fingerprint) => authorities[fingerprint] ?? []);
  if (pems.length === 0) return work([]);
  const folder = await files.makeTemporaryFolder('metaton-trust');
  try {
    const anchors = pems.map((pem, index) => anchorOf(pem, path.join(folder, `${index}.pem`)));
    for (const { file, pem } of anchors) await files.write(file, pem);
    return await work(anchors);
  } finally {
    await files.remove(folder);
  }
}
