/** Where a cluster lives and as whom its server runs: in the workspace, unless we are root. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import {
  clusterOfAnotherUser,
  locationUnreadable,
  locationUnusable,
  noUserForPostgres,
} from '../model/problems/postgres.ts';

/** The user as whom Postgres runs when we are root, which it refuses. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** The folders of one cluster. */
export interface Home {
  /** Holds all that we make for the cluster. */
  readonly root: string;
  readonly data: string;
  /** Absent where everything runs as the user that runs metaton. */
  readonly owner: Owner | undefined;
  /** True where `root` is not the workspace's own folder. */
  readonly isOutside: boolean;
}

/** What decides where a cluster lives. */
export interface Surroundings {
  readonly files: Files;
  /** Of the Postgres that is to run; each major has a folder of its own. */
  readonly major: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly temporaryDirectory: string;
}

/** The file in the workspace that says where data lives and whose it is; only written by root. */
export const locationName = 'location.json';

/** Where root keeps the data of workspaces that their owner cannot reach. */
export const lastingBase = '/var/lib/metaton';

const locationSchema = z.object({ data: z.string(), uid: z.int(), gid: z.int(), user: z.string() });

const outsideName = /^metaton-[0-9a-f]{12}$/;

const isRoot = (): boolean => process.getuid?.() === 0;

/** Where the cluster of `folder` lives by now; `undefined` when root has not decided yet. Reads only. */
export async function findHome(folder: string, { files, major }: Surroundings): Promise<Home | undefined> {
  const recorded = await readLocation(folder, files, major);
  if (recorded) return recorded;
  if (!isRoot()) return homeIn(folder, major, undefined, false);
  // Made by a user who now comes as root: the server goes on running as that user.
  const [made = major] = await majorsIn(folder);
  const stats = await fs.lstat(path.join(folder, made)).catch(() => undefined);
  if (!stats?.isDirectory() || stats.uid === 0) return undefined;
  const user = (await readPasswd()).find((entry) => entry.uid === stats.uid);
  return homeIn(folder, major, { uid: stats.uid, gid: stats.gid, name: user?.name ?? String(stats.uid) }, false);
}

/** Majors of which a cluster, or a folder for one, stands in a home. */
export const majorsIn = async (root: string): Promise<readonly string[]> =>
  (await fs.readdir(root).catch(() => [])).filter((name) => /^\d+$/.test(name)).sort();

/** Decides where the cluster lives, records it and makes its folder, 0700 and of the right owner. */
export async function settleHome(folder: string, surroundings: Surroundings): Promise<Home> {
  const home = (await findHome(folder, surroundings)) ?? (await chooseHome(folder, surroundings));
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await makeRoot(home);
  if (home.owner) await recordLocation(folder, home, home.owner, surroundings.files);
  return home;
}

/** Gives a folder with all below it to the owner, the folder itself last: half-done, it is done again. */
export async function giveTo(owner: Owner, folder: string): Promise<void> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(owner, file);
    else await fs.lchown(file, owner.uid, owner.gid);
  }
  await fs.lchown(folder, owner.uid, owner.gid);
}

/** True when the user can come to the folder and into it; judged by permission bits alone. */
export async function canReach(owner: Owner, folder: string): Promise<boolean> {
  const real = await fs.realpath(folder).catch(() => undefined);
  if (real === undefined) return false;
  for (let above = real; ; above = path.dirname(above)) {
    if (!(await allows(owner, above, 0o1))) return false;
    if (above === path.dirname(above)) return true;
  }
}

/** True when the user has these rights (rwx as 0 to 7) to a file that it can come to. */
export async function allows(owner: Owner, file: string, rights: number): Promise<boolean> {
  const stats = await fs.stat(file).catch(() => undefined);
  if (!stats) return false;
  const shift = stats.uid === owner.uid ? 6 : stats.gid === owner.gid ? 3 : 0;
  return ((stats.mode >> shift) & rights) === rights;
}

const homeIn = (root: string, major: string, owner: Owner | undefined, isOutside: boolean): Home => ({
  root,
  data: path.join(root, major),
  owner,
  isOutside,
});

async function readLocation(folder: string, files: Files, major: string): Promise<Home | undefined> {
  const file = path.join(folder, locationName);
  const text = await files.read(file);
  if (text === undefined) return undefined;
  const { data, uid, gid, user } = parseLocation(file, text);
  const root = path.dirname(path.resolve(folder, data));
  const isOutside = root !== path.resolve(folder);
  if (isOutside && !outsideName.test(path.basename(root)))
    throw new ProblemError(locationUnreadable(file, `it names ${data}, which metaton did not make`));
  if (isRoot()) return homeIn(root, major, { uid, gid, name: user }, isOutside);
  const home = homeIn(root, major, undefined, isOutside);
  if (process.getuid && uid !== process.getuid()) throw new ProblemError(clusterOfAnotherUser(home.data, user));
  return home;
}

function parseLocation(file: string, text: string): z.infer<typeof locationSchema> {
  try {
    const { data, ...location } = locationSchema.parse(JSON.parse(text));
    if (location.uid !== 0) return { data, ...location };
  } catch (error) {
    throw new ProblemError(
      locationUnreadable(file, error instanceof z.ZodError ? z.prettifyError(error) : String(error)),
    );
  }
  throw new ProblemError(locationUnreadable(file, 'it names root, as whom Postgres refuses to run'));
}

async function recordLocation(folder: string, home: Home, owner: Owner, files: Files): Promise<void> {
  const file = path.join(folder, locationName);
  const location = {
    // Relative inside the workspace, so that the workspace may be moved.
    data: home.isOutside ? home.data : path.basename(home.data),
    uid: owner.uid,
    gid: owner.gid,
    user: owner.name,
  };
  const text = `${JSON.stringify(location, undefined, 2)}\n`;
  if ((await files.read(file)) !== text) await files.write(file, text, 0o644);
}

async function chooseHome(folder: string, surroundings: Surroundings): Promise<Home> {
  const owner = await chooseOwner(surroundings.environment);
  if (await canReach(owner, path.dirname(folder))) return homeIn(folder, surroundings.major, owner, false);
  const name = `metaton-${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 12)}`;
  const base = await chooseBase(folder, owner, surroundings.temporaryDirectory);
  return homeIn(path.join(base, name), surroundings.major, owner, true);
}

/** Whoever called sudo, else the system's own user for Postgres, else the user with no rights at all. */
async function chooseOwner(environment: Readonly<Record<string, string | undefined>>): Promise<Owner> {
  const users = await readPasswd();
  const uid = Number(environment['SUDO_UID'] ?? 0);
  const gid = Number(environment['SUDO_GID'] ?? 0);
  if (Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) && gid > 0)
    return { uid, gid, name: users.find((user) => user.uid === uid)?.name ?? environment['SUDO_USER'] ?? String(uid) };
  const named = ['postgres', 'nobody'].map((name) => users.find((user) => user.name === name && user.uid !== 0));
  const owner = named.find((user) => user !== undefined);
  if (!owner) throw new ProblemError(noUserForPostgres());
  return owner;
}

async function readPasswd(): Promise<readonly Owner[]> {
  const text = await fs.readFile('/etc/passwd', 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** A workspace that does not last gets a database that does not last either. */
async function chooseBase(folder: string, owner: Owner, temporaryDirectory: string): Promise<string> {
  const temporary = await fs.realpath(temporaryDirectory);
  const workspace = await nearestRealPath(path.resolve(folder));
  const isBelow = workspace === temporary || workspace.startsWith(temporary + path.sep);
  if (isBelow && (await canReach(owner, temporary))) return temporary;
  return lastingBase;
}

/** The real path of the nearest folder above (or at) `folder` that is there. */
async function nearestRealPath(folder: string): Promise<string> {
  const real = await fs.realpath(folder).catch(() => undefined);
  return real ?? nearestRealPath(path.dirname(folder));
}

async function makeRoot({ root, owner, isOutside }: Home): Promise<void> {
  if (owner && isOutside) {
    await fs.mkdir(path.dirname(root), { recursive: true, mode: 0o755 });
    if (!(await canReach(owner, path.dirname(root))))
      throw new ProblemError(locationUnusable(root, `${owner.name} has no access to ${path.dirname(root)}`));
  }
  await fs.mkdir(root, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  // Others may write to the system's folder for temporary files: what stands there under our name may not be ours.
  const stats = await (isOutside ? fs.lstat(root) : fs.stat(root));
  if (!stats.isDirectory()) throw new ProblemError(locationUnusable(root, 'it is not a folder'));
  if (!owner) return;
  if (isOutside && stats.uid !== owner.uid && stats.uid !== 0)
    throw new ProblemError(locationUnusable(root, `it belongs to uid ${stats.uid}, not to ${owner.name}`));
  if (stats.uid !== owner.uid || stats.gid !== owner.gid)
    await (isOutside ? fs.lchown : fs.chown)(root, owner.uid, owner.gid);
  if ((stats.mode & 0o777) !== 0o700) await fs.chmod(root, 0o700);
}
