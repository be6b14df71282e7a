/** The programs of the embedded Postgres, made usable for whoever runs them, without writing into node_modules. */
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as z from 'zod';
import { postgresPackages } from '../model/postgres-builds.ts';
import { ProblemError } from '../model/problem.ts';
import { postgresUnavailable } from '../model/problems/postgres.ts';
import { allows, canReach, giveTo, type Home, type Owner } from './embedded-postgres-home.ts';

/** Absolute paths of the programs, and what they need in their environment. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Folder of the package that fits this machine, looked up from where metaton itself lives. */
export function findPackage(platform = `${process.platform}-${process.arch}`): string {
  const name = postgresPackages[platform];
  if (name === undefined) throw new ProblemError(postgresUnavailable(platform, undefined));
  try {
    // The package exports nothing but its entry, dist/index.js: package.json cannot be resolved.
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new ProblemError(postgresUnavailable(platform, name));
  }
}

/**
 * The programs, ready to run. Copied beside the data where the owner cannot reach the package; otherwise run in place,
 * with links to the libraries in a folder of ours where the package's install script did not make them.
 */
export async function readyPrograms(packageFolder: string, home: Home): Promise<Programs> {
  const native = path.join(packageFolder, 'native');
  if (home.owner && !(await canUse(home.owner, native))) {
    return programsIn(await copyPrograms(packageFolder, home.root, home.owner), {});
  }
  const missing = await missingLinks(native);
  if (missing.length === 0) return programsIn(native, {});
  const libraries = path.join(home.root, 'libraries');
  await fs.mkdir(libraries, { recursive: true, mode: 0o700 });
  // Only where it is due: a second time changes nothing.
  if (home.owner && (await fs.lstat(libraries)).uid !== home.owner.uid)
    await fs.lchown(libraries, home.owner.uid, home.owner.gid);
  for (const { source, target } of missing) await link(source, path.join(libraries, path.basename(target)));
  // The package's own folder too: a library found through a link of ours looks for its own needs beside the link.
  const searched = [libraries, path.join(native, 'lib')].join(path.delimiter);
  return programsIn(native, { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: searched });
}

function programsIn(native: string, env: Programs['env']): Programs {
  const program = (name: string): string =>
    path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), env };
}

async function canUse(owner: Owner, native: string): Promise<boolean> {
  const answers = [
    canReach(owner, path.join(native, 'bin')),
    allows(owner, path.join(native, 'bin', 'postgres'), 0o5),
    canReach(owner, path.join(native, 'lib')),
    canReach(owner, path.join(native, 'share')),
  ];
  return (await Promise.all(answers)).every(Boolean);
}

/** A link that the package's install script should have made; absolute paths. */
interface Link {
  readonly source: string;
  readonly target: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Links named in `pg-symlinks.json` that are not there. */
async function missingLinks(native: string): Promise<readonly Link[]> {
  const text = await fs.readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  // Named from the package's root: native/lib/…
  const inNative = (file: string): string => path.join(native, path.relative('native', file));
  const links = linksSchema
    .parse(JSON.parse(text))
    .map(({ source, target }) => ({ source: inNative(source), target: inNative(target) }));
  const present = await Promise.all(links.map(({ target }) => isThere(target)));
  return links.filter((_, index) => !present[index]);
}

const isThere = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );

/** Points a link at its source; one that points elsewhere (the package has moved) is replaced in one step. */
async function link(source: string, target: string): Promise<void> {
  if ((await fs.readlink(target).catch(() => undefined)) === source) return;
  const beside = `${target}.${process.pid}.tmp`;
  await fs.rm(beside, { force: true });
  await fs.symlink(source, beside);
  await fs.rename(beside, target);
}

const copyPrefix = 'programs-';

/** Copies the package's programs to where the owner can reach them; those of another version go. */
async function copyPrograms(packageFolder: string, root: string, owner: Owner): Promise<string> {
  const copy = path.join(root, copyPrefix + (await versionOf(packageFolder)));
  if (await isThere(copy)) return copy;
  const beside = `${copy}.new-${process.pid}`;
  for (const name of await fs.readdir(root)) {
    if (name.startsWith(copyPrefix)) await fs.rm(path.join(root, name), { recursive: true, force: true });
  }
  await fs.cp(path.join(packageFolder, 'native'), beside, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    // Archives for linking, of no use to a program that runs.
    filter: (file) => !file.endsWith('.a'),
  });
  for (const { source, target } of await missingLinks(beside)) await link(path.basename(source), target);
  await giveTo(owner, beside);
  await fs.rename(beside, copy);
  return copy;
}

async function versionOf(packageFolder: string): Promise<string> {
  const text = await fs.readFile(path.join(packageFolder, 'package.json'), 'utf8');
  return z.object({ version: z.string().regex(/^[\w.-]+$/) }).parse(JSON.parse(text)).version;
}
