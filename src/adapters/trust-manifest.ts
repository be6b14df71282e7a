/** What says which authority was put where, so that it can be taken out when the authority itself is long gone. */
import * as z from 'zod';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { trustManifestUnreadable } from '../model/problems/trust.ts';

/** An authority in a store. */
const entrySchema = z.object({
  /** SHA-256, hex with colons. */
  fingerprint: z.string(),
  store: z.string(),
  path: z.string(),
});

const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  entries: z.array(entrySchema),
  /** The authorities themselves, by fingerprint: some stores want to see what they are to forget. */
  authorities: z.record(z.string(), z.string()),
  /** Files and folders that came about with a store, by its path. */
  created: z.record(z.string(), z.array(z.string())),
});

/** What the file says. */
export type Manifest = z.infer<typeof manifestSchema>;

/** One authority in one store. */
export type ManifestEntry = z.infer<typeof entrySchema>;

const empty: Manifest = { schemaVersion: 1, entries: [], authorities: {}, created: {} };

/** Empty where there is none. One that cannot be read is thrown as a Problem, and left as it is. */
export async function readManifest(files: Pick<Files, 'read'>, file: string): Promise<Manifest> {
  try {
    const text = await files.read(file);
    return text === undefined ? empty : manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ProblemError(trustManifestUnreadable(file, error));
  }
}

/** Reads, changes and writes; nothing is written where nothing changed, and an empty one is removed. */
export async function changeManifest(
  files: Pick<Files, 'read' | 'write' | 'remove'>,
  file: string,
  change: (manifest: Manifest) => Manifest,
): Promise<void> {
  const before = await readManifest(files, file);
  const after = withoutUnused(change(before));
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  if (after.entries.length === 0) await files.remove(file);
  else await files.write(file, `${JSON.stringify(after, undefined, 2)}\n`, 0o600);
}

/** The manifest with this entry; what the store brought about is added to what it had. */
export function withEntry(
  manifest: Manifest,
  { fingerprint, store, path }: ManifestEntry,
  pem: string,
  creates: readonly string[],
): Manifest {
  const others = withoutEntry(manifest, { fingerprint, path }).entries;
  return {
    ...manifest,
    entries: [...others, { fingerprint, store, path }],
    authorities: { ...manifest.authorities, [fingerprint]: pem },
    created: creates.length === 0 ? manifest.created : { ...manifest.created, [path]: [...creates] },
  };
}

/** The manifest without this entry. */
export const withoutEntry = (
  manifest: Manifest,
  { fingerprint, path }: Pick<ManifestEntry, 'fingerprint' | 'path'>,
): Manifest => ({
  ...manifest,
  entries: manifest.entries.filter((entry) => entry.fingerprint !== fingerprint || entry.path !== path),
});

function withoutUnused({ entries, authorities, created, ...rest }: Manifest): Manifest {
  const kept = <T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
  return {
    ...rest,
    entries,
    authorities: kept(
      authorities,
      entries.map(({ fingerprint }) => fingerprint),
    ),
    created: kept(
      created,
      entries.map(({ path }) => path),
    ),
  };
}
