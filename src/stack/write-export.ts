/** Writes an export: what is metaton's anew, what is the user's never. */
import { createHash, randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Export } from '../export/compose.ts';
import type { SecretRecipe } from '../model/container.ts';
import type { Machine } from '../model/machine.ts';
import { failed, ok, ProblemError, type Result } from '../model/problem.ts';
import { exportFilesForeign, exportFolderUnusable, exportRecordUnreadable } from '../model/problems/export.ts';

/** Where it goes, and what of it only the machine has. */
export interface ExportPlace {
  readonly folder: string;
  /** Mode of a secret; its folder is always for its owner alone. */
  readonly secretMode: 0o600 | 0o644;
  /** The user's own, where the export brings no database. */
  readonly databasePassword: string | undefined;
  /** Files that are copied to be secrets, by name. */
  readonly copies: Readonly<Record<string, string>>;
}

/** What came of it, or would. */
export interface Written {
  readonly written: readonly string[];
  /** The user's, or a secret that was there. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** No longer of the export, and changed since: left. */
  readonly left: readonly string[];
}

const recordSchema = z.strictObject({ files: z.record(z.string(), z.array(z.string())) });

/** Of each file the hashes that exports have left it with; two while one is under way. */
type Prints = z.infer<typeof recordSchema>['files'];

/** In hex 64 letters: Phoenix refuses a secret_key_base of fewer. */
const secretBytes = 32;

const newSecret = (): string => randomBytes(secretBytes).toString('hex');

const recordName = '.metaton-export.json';

const print = (text: string): string => createHash('sha256').update(text).digest('hex');

const recordText = (files: Prints): string =>
  `${JSON.stringify({ files: Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))) }, undefined, 2)}\n`;

/** Nothing is written when any file is not metaton's; interrupted, the next run finishes it. */
export async function writeExport(
  machine: Machine,
  made: Export,
  place: ExportPlace,
  isDry: boolean,
): Promise<Result<Written>> {
  try {
    return await write(machine, made, place, isDry);
  } catch (error) {
    return failed(error instanceof ProblemError ? error.problem : exportFolderUnusable(place.folder, error));
  }
}

async function write(machine: Machine, made: Export, place: ExportPlace, isDry: boolean): Promise<Result<Written>> {
  const { files } = machine;
  const { folder } = place;
  const at = (path: string): string => `${folder}/${path}`;
  const record = await readRecord(machine, at(recordName));
  const isOurs = (path: string, text: string): boolean => record[path]?.includes(print(text)) === true;
  const present = new Map<string, string | undefined>();
  for (const path of new Set([...made.files.map((file) => file.path), ...Object.keys(record)]))
    present.set(path, await files.read(at(path)));
  const foreign = made.files.filter(({ path, text }) => {
    const there = present.get(path);
    return there !== undefined && there !== text && !isOurs(path, there);
  });
  if (foreign.length > 0)
    return failed(
      exportFilesForeign(
        folder,
        foreign.map(({ path }) => path),
      ),
    );
  const changed = made.files.filter(({ path, text }) => present.get(path) !== text);
  const wanted = new Set(made.files.map(({ path }) => path));
  const gone = Object.keys(record).filter((path) => !wanted.has(path) && present.get(path) !== undefined);
  const removed = gone.filter((path) => isOurs(path, present.get(path) ?? ''));
  const once = await Promise.all(
    made.once.map(async (file) => ({ ...file, isThere: await files.exists(at(file.path)) })),
  );
  const secrets = await Promise.all(
    [...Object.keys(made.secrets), ...Object.keys(place.copies)].map(async (name) => ({
      path: `${made.secretsFolder}/${name}`,
      isThere: await files.exists(at(`${made.secretsFolder}/${name}`)),
    })),
  );
  const result: Written = {
    written: [...changed, ...[...once, ...secrets].filter(({ isThere }) => !isThere)].map(({ path }) => path),
    kept: [...once, ...secrets].filter(({ isThere }) => isThere).map(({ path }) => path),
    removed,
    left: gone.filter((path) => !removed.includes(path)),
  };
  if (isDry) return ok(result);

  const after: Prints = Object.fromEntries(made.files.map(({ path, text }) => [path, [print(text)]]));
  await files.makeFolder(folder);
  if (changed.length + removed.length > 0) {
    // First, so that whatever an interruption leaves is known to be ours.
    const both = [...new Set([...Object.keys(after), ...Object.keys(record)])];
    await files.write(
      at(recordName),
      recordText(Object.fromEntries(both.map((path) => [path, [...(record[path] ?? []), ...(after[path] ?? [])]]))),
      0o644,
    );
  }
  await files.makeFolder(at(made.secretsFolder), 0o700);
  await files.setMode(at(made.secretsFolder), 0o700);
  for (const { path, text } of changed) {
    await files.makeFolder(dirname(at(path)));
    await files.write(at(path), text, 0o644);
  }
  for (const path of removed) await files.remove(at(path));
  for (const { path, text } of made.once) {
    await files.makeFolder(dirname(at(path)));
    await files.claim(at(path), text, 0o600);
  }
  await writeSecrets(machine, made, place);
  await files.write(at(recordName), recordText(after), 0o644);
  return ok(result);
}

async function readRecord({ files }: Machine, file: string): Promise<Prints> {
  const text = await files.read(file);
  if (text === undefined) return {};
  try {
    return recordSchema.parse(JSON.parse(text)).files;
  } catch {
    throw new ProblemError(exportRecordUnreadable(file));
  }
}

/** Those made of others come last. */
async function writeSecrets(machine: Machine, { secrets, secretsFolder }: Export, place: ExportPlace): Promise<void> {
  const { files } = machine;
  const folder = `${place.folder}/${secretsFolder}`;
  const entries = Object.entries(secrets).toSorted(
    ([, a], [, b]) => Number(a.kind === 'text') - Number(b.kind === 'text'),
  );
  for (const [name, recipe] of entries) {
    const file = `${folder}/${name}`;
    await makeSecret(machine, folder, file, recipe, place);
    await files.setMode(file, place.secretMode);
  }
  for (const [name, from] of Object.entries(place.copies))
    await files.copy(from, `${folder}/${name}`, place.secretMode);
}

async function makeSecret(
  { files, certificates }: Machine,
  folder: string,
  file: string,
  recipe: SecretRecipe,
  { databasePassword, secretMode }: ExportPlace,
): Promise<void> {
  switch (recipe.kind) {
    case 'perms':
      await certificates.ensurePermsKeys(`${folder}/perms`);
      await files.copy(`${folder}/perms/${recipe.file}`, file, secretMode);
      return;
    case 'text': {
      const names = [...recipe.text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const values = await Promise.all(
        names.map(async (name) => [name, (await files.read(`${folder}/${name}`)) ?? ''] as const),
      );
      const text = values.reduce((all, [name, value]) => all.replaceAll(`{${name}}`, () => value.trim()), recipe.text);
      if ((await files.read(file)) !== text) await files.write(file, text, 0o600);
      return;
    }
    case 'user':
      await files.claim(file, '', 0o600);
      return;
    case 'database-password':
      if (databasePassword === undefined) await files.claim(file, newSecret(), 0o600);
      else if ((await files.read(file)) !== databasePassword) await files.write(file, databasePassword, 0o600);
      return;
    case 'random':
      await files.claim(file, newSecret(), 0o600);
  }
}
