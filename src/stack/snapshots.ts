/** Snapshots of the database: of the embedded one its whole data, of another a dump by pg_dump. */
import type { Command } from '../model/command.ts';
import type { Files } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import {
  databaseNotSetUp,
  snapshotExists,
  snapshotMissing,
  snapshotNameInvalid,
  snapshotUnfit,
} from '../model/problems/database.ts';
import { commandFailed } from '../model/problems/process.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { clusterOf, findCluster, isServed, urlOf } from './with-database.ts';

/** What is known of a snapshot without opening it. */
export interface Snapshot {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  /** The embedded cluster as files, for the same major only; or what pg_dump wrote. */
  readonly kind: 'cluster' | 'dump';
  readonly major: string | undefined;
  readonly bytes: number;
  /** Of reticulum's checkout. */
  readonly commit: string | undefined;
}

const folderOf = ({ values }: OpenStack): string => `${values.state}/snapshots`;
const endings = { cluster: 'tar.gz', dump: 'dump' } as const;
const fileOf = (stack: OpenStack, { name, kind }: Pick<Snapshot, 'name' | 'kind'>): string =>
  `${folderOf(stack)}/${name}.${endings[kind]}`;
/** Written last: what has none is only half a snapshot, and counts for nothing. */
const recordOf = (stack: OpenStack, name: string): string => `${folderOf(stack)}/${name}.json`;

/** All, oldest first. */
export async function listSnapshots(stack: OpenStack, { machine: { files } }: Session): Promise<readonly Snapshot[]> {
  const names = (await files.list(folderOf(stack))).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  const found = await Promise.all(names.map((name) => readSnapshot(files, recordOf(stack, name))));
  return found.filter((snapshot) => snapshot !== undefined).sort((a, b) => a.takenAt - b.takenAt);
}

async function readSnapshot(files: Files, file: string): Promise<Snapshot | undefined> {
  try {
    const snapshot = JSON.parse((await files.read(file)) ?? '') as Partial<Snapshot>;
    const { name, takenAt, kind, major, bytes, commit } = snapshot;
    return typeof name === 'string' && typeof takenAt === 'number' && (kind === 'cluster' || kind === 'dump')
      ? { name, takenAt, kind, major, bytes: bytes ?? 0, commit }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The one with this name. */
export async function findSnapshot(name: string, stack: OpenStack, session: Session): Promise<Result<Snapshot>> {
  const all = await listSnapshots(stack, session);
  const found = all.find((snapshot) => snapshot.name === name);
  return found
    ? ok(found)
    : failed(
        snapshotMissing(
          name,
          all.map((snapshot) => snapshot.name),
        ),
      );
}

/** Takes one, also while the stack runs and goes on. */
export async function takeSnapshot(name: string, stack: OpenStack, session: Session): Promise<Result<Snapshot>> {
  const { files, database, clock } = session.machine;
  if (!/^[a-zA-Z0-9][\w.-]{0,63}$/.test(name)) return failed(snapshotNameInvalid(name));
  if ((await listSnapshots(stack, session)).some((snapshot) => snapshot.name === name))
    return failed(snapshotExists(name));
  await files.makeFolder(folderOf(stack), 0o700);
  const kind = stack.values.database.isEmbedded ? 'cluster' : 'dump';
  const file = fileOf(stack, { name, kind });
  if (kind === 'cluster') {
    const { folder, build } = clusterOf(stack);
    const url = isServed(stack) ? urlOf(stack, 'postgres') : undefined;
    if (!(await database.packCluster(folder, file, url, build))) return failed(databaseNotSetUp());
  } else {
    const dumped = await dump(file, stack, session);
    if (!dumped.ok) return dumped;
  }
  const snapshot: Snapshot = {
    name,
    takenAt: clock.now(),
    kind,
    major: (await findCluster(stack, session))?.major,
    bytes: (await files.stat(file))?.size ?? 0,
    commit: await commitOf(stack, session),
  };
  await files.write(recordOf(stack, name), `${JSON.stringify(snapshot)}\n`, 0o600);
  return ok(snapshot);
}

/** Puts one in the place of what is there. */
export async function restoreSnapshot(snapshot: Snapshot, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { isEmbedded } = stack.values.database;
  if (isEmbedded !== (snapshot.kind === 'cluster'))
    return failed(snapshotUnfit(snapshot.name, `it is of ${isEmbedded ? 'another' : 'the embedded'} database`));
  const file = fileOf(stack, snapshot);
  if (!isEmbedded) return load(file, stack, session);
  const { folder, build } = clusterOf(stack);
  const major = build?.major ?? snapshot.major;
  if (snapshot.major !== major)
    return failed(snapshotUnfit(snapshot.name, `it is of Postgres ${snapshot.major ?? '?'}, this is ${major ?? '?'}`));
  await session.machine.database.unpackCluster(folder, file, build);
  return ok(undefined);
}

/** Removes one; its record first, so that no half of it is taken for whole. */
export async function removeSnapshot(snapshot: Snapshot, stack: OpenStack, { machine }: Session): Promise<void> {
  await machine.files.remove(recordOf(stack, snapshot.name));
  await machine.files.remove(fileOf(stack, snapshot));
}

/** A database of a developer is dumped in seconds; of others nobody knows, ms. */
const dumpWithinMs = 3_600_000;

async function dump(file: string, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { files } = session.machine;
  const beside = `${file}.tmp`;
  // Nobody else may read it, from the first byte on.
  await files.write(beside, '', 0o600);
  const name = stack.values.database.name;
  const result = await client('pg_dump', ['--format=custom', `--file=${beside}`, name], stack, session);
  if (result.ok) await files.rename(beside, file);
  else await files.remove(beside);
  return result;
}

/** Loaded beside, then renamed: what cannot be loaded whole changes nothing. */
async function load(file: string, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { database } = session.machine;
  const { name } = stack.values.database;
  const url = urlOf(stack, 'postgres');
  const beside = `${name}_restored`;
  await database.query(url, `DROP DATABASE IF EXISTS ${beside}`);
  await database.ensureDatabase(url, beside);
  const loaded = await client('pg_restore', ['--exit-on-error', `--dbname=${beside}`, file], stack, session);
  if (!loaded.ok) {
    await database.query(url, `DROP DATABASE IF EXISTS ${beside}`);
    return loaded;
  }
  // Settings of a database are not in its dump.
  await database.query(url, `ALTER DATABASE ${beside} SET search_path TO ret0`);
  await database.query(url, `DROP DATABASE IF EXISTS ${name}`);
  await database.query(url, `ALTER DATABASE ${beside} RENAME TO ${name}`);
  return ok(undefined);
}

async function client(
  program: string,
  args: readonly string[],
  { values }: OpenStack,
  { machine, directory, signal }: Session,
): Promise<Result<void>> {
  const { host, port, user, password } = values.database;
  const command: Command = {
    program,
    args: [`--host=${host}`, `--port=${port}`, `--username=${user}`, '--no-password', ...args],
    cwd: directory,
    env: { PGPASSWORD: password },
    path: [],
    scrub: ['PG*'],
  };
  const { exit, output } = await machine.processes.run(command, dumpWithinMs, signal);
  return exit.code === 0 ? ok(undefined) : failed(commandFailed(program, exit, output, 'postgres'));
}

/** A checkout without git, or no checkout, has none. */
async function commitOf(
  { values }: OpenStack,
  { machine: { files, processes }, signal }: Session,
): Promise<string | undefined> {
  const cwd = values.checkout('reticulum');
  if ((await files.kind(`${cwd}/.git`)) === 'missing') return undefined;
  const command = { program: 'git', args: ['rev-parse', 'HEAD'], cwd, env: {}, path: [], scrub: ['GIT_*'] };
  const { exit, output } = await processes.run(command, 5_000, signal);
  return exit.code === 0 ? output.trim() : undefined;
}
