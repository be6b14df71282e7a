/** The embedded Postgres and the SQL asked of it, with real clusters and real servers on free ports. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeDatabase } from '../../src/adapters/database.ts';
import { findPackage } from '../../src/adapters/embedded-postgres-programs.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import type { Command } from '../../src/model/command.ts';
import type { Database } from '../../src/model/machine.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { freePort } from '../helpers/free-port.ts';

const isRoot = process.getuid?.() === 0;
const password = 'postgres';

/** A workspace's folder for the cluster, as the workspace makes it, and a Database for it. */
interface Rig {
  /** Holds all of it; may be entered by anyone. */
  readonly base: string;
  readonly folder: string;
  readonly port: number;
  readonly database: Database;
  readonly url: (user?: string, password?: string, database?: string) => string;
}

const bases: string[] = [];
const children = new Set<ChildProcess>();

async function makeRig(options: { packageFolder?: string; environment?: Record<string, string> } = {}): Promise<Rig> {
  const base = await fs.realpath(await fs.mkdtemp(path.join(tmpdir(), 'metaton-postgres-test-')));
  bases.push(base);
  await fs.chmod(base, 0o755);
  await fs.mkdir(path.join(base, 'world', '.metaton'), { recursive: true, mode: 0o755 });
  await fs.chmod(path.join(base, 'world', '.metaton'), 0o700);
  const port = await freePort();
  return {
    base,
    folder: path.join(base, 'world', '.metaton', 'postgres'),
    port,
    database: makeDatabase({ files: makeFiles(base), temporaryDirectory: base, port, environment: {}, ...options }),
    url: (user = 'postgres', secret = password, database = 'postgres') =>
      `postgres://${user}:${secret}@127.0.0.1:${port}/${database}`,
  };
}

/** Polls until the answer is there; a deadline, not a pause, decides. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  let lastError: unknown;
  while (Date.now() < deadline) {
    const answer = await ask().catch((error: unknown) => void (lastError = error));
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not come about`, { cause: lastError });
}

interface Server {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly command: Command;
}

async function startServer({ database, folder, url }: Rig): Promise<Server> {
  const command = await database.serverCommand(folder);
  const shell = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: { ...Object.fromEntries(shell), ...(command.env as Record<string, string>) },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...(command.user ?? {}),
  });
  children.add(child);
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  await Promise.race([
    until('the server', () => database.query(url(), 'SELECT 1')),
    exited.then((code) => {
      throw new Error(`the server ended with ${code}: ${said}`);
    }),
  ]);
  return { child, exited, command };
}

async function stopServer(server: Server): Promise<number | null> {
  server.child.kill('SIGINT');
  return server.exited;
}

async function stopAll(): Promise<void> {
  for (const child of children) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGQUIT');
    await gone;
  }
}

const problemOf = async (promise: Promise<unknown>): Promise<ProblemError['problem']> => {
  const error: unknown = await promise.then(
    () => new Error('nothing went wrong'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error;
};

/** Where the data are, as the command says it. */
const dataOf = async ({ database, folder }: Rig): Promise<string> => (await database.serverCommand(folder)).cwd;

/** Every file below with its mode, owner, size and time of change. */
async function snapshot(folder: string): Promise<readonly string[]> {
  const names = await fs.readdir(folder, { recursive: true });
  const lines = names.map(async (name) => {
    const { mode, uid, gid, size, ctimeMs } = await fs.lstat(path.join(folder, name));
    return [name, mode, uid, gid, size, ctimeMs].join(' ');
  });
  return (await Promise.all(lines)).sort();
}

const isThere = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );

async function copyPackage(base: string): Promise<string> {
  const copy = path.join(base, 'package');
  await fs.cp(findPackage(), copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** The state in which npm leaves the package when it runs no install scripts. */
async function removeLinks(packageFolder: string): Promise<void> {
  const lib = path.join(packageFolder, 'native', 'lib');
  for (const entry of await fs.readdir(lib, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await fs.rm(path.join(lib, entry.name));
  }
}

/** The Database as one file, so that a process that cannot load TypeScript can use it. */
async function bundleDatabase(base: string): Promise<string> {
  const outfile = path.join(base, 'database.mjs');
  await build({
    stdin: {
      contents: `export * from './src/adapters/database.ts'; export { makeFiles } from './src/adapters/files.ts';`,
      resolveDir: path.resolve(import.meta.dirname, '../..'),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native'],
    banner: { js: "import{createRequire as __c}from'node:module';const require=__c(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** The user with no rights, as this machine has it. */
async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const entry = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(await fs.readFile('/etc/passwd', 'utf8'));
  return { uid: Number(entry?.[1] ?? 65534), gid: Number(entry?.[2] ?? 65534) };
}

const prepareProgram = path.resolve(import.meta.dirname, '../fixtures/programs/postgres-prepare.mjs');

afterEach(async () => {
  await stopAll();
  for (const base of bases.splice(0)) await fs.rm(base, { recursive: true, force: true });
});

describe('the cluster', () => {
  it('is made once: a second time changes nothing', async () => {
    const rig = await makeRig();
    const first = await rig.database.prepareCluster(rig.folder, password);
    expect(first.didCreate).toBe(true);
    const before = await snapshot(rig.base);
    const second = await rig.database.prepareCluster(rig.folder, password);
    expect(second).toEqual({ didCreate: false, remark: first.remark });
    await rig.database.serverCommand(rig.folder);
    expect(await snapshot(rig.base)).toEqual(before);
    const data = await dataOf(rig);
    expect((await fs.stat(data)).mode & 0o777).toBe(0o700);
    expect((await fs.readdir(path.dirname(data))).filter((name) => name.startsWith('15'))).toEqual(['15']);
  });

  it.runIf(isRoot)('lives outside the workspace as root, recorded, 0700 and of the other user', async () => {
    const rig = await makeRig();
    const { remark } = await rig.database.prepareCluster(rig.folder, password);
    const location = JSON.parse(await fs.readFile(path.join(rig.folder, 'location.json'), 'utf8')) as {
      data: string;
      uid: number;
      gid: number;
      user: string;
    };
    const root = path.dirname(location.data);
    expect(path.dirname(root)).toBe(rig.base);
    expect(path.basename(root)).toMatch(/^metaton-[0-9a-f]{12}$/);
    expect(location.uid).not.toBe(0);
    for (const folder of [root, location.data]) {
      const { mode, uid, gid } = await fs.stat(folder);
      expect({ mode: mode & 0o777, uid, gid }).toEqual({ mode: 0o700, uid: location.uid, gid: location.gid });
    }
    expect(remark).toBe(`Postgres refuses to run as root, so it runs as ${location.user}, with its data in ${root}.`);
    const { user, cwd, scrub } = await rig.database.serverCommand(rig.folder);
    expect({ user, cwd, scrub }).toEqual({
      user: { uid: location.uid, gid: location.gid },
      cwd: location.data,
      scrub: ['PG*'],
    });
  });

  it.runIf(isRoot)('lives in the workspace as root where the user who called sudo can reach it', async () => {
    const { uid, gid } = await nobody();
    const rig = await makeRig({ environment: { SUDO_UID: String(uid), SUDO_GID: String(gid) } });
    await fs.chown(path.dirname(rig.folder), uid, gid);
    expect(await rig.database.prepareCluster(rig.folder, password)).toEqual({ didCreate: true, remark: undefined });
    const location = JSON.parse(await fs.readFile(path.join(rig.folder, 'location.json'), 'utf8')) as unknown;
    expect(location).toEqual({ data: '15', uid, gid, user: 'nobody' });
    expect((await fs.stat(rig.folder)).uid).toBe(uid);
    await stopServer(await startServer(rig));
    // Without sudo's word and without a record, whoever owns the data goes on running them.
    await fs.rm(path.join(rig.folder, 'location.json'));
    const plainRoot = {
      ...rig,
      database: makeDatabase({ files: makeFiles(rig.base), port: rig.port, environment: {} }),
    };
    expect((await plainRoot.database.prepareCluster(rig.folder, password)).didCreate).toBe(false);
    await stopServer(await startServer(plainRoot));
    await plainRoot.database.removeCluster(rig.folder);
    expect(await fs.readdir(path.dirname(rig.folder))).toEqual([]);
  });

  it.runIf(isRoot)('takes no folder that another user laid where the data would go', async () => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    const root = path.dirname(await dataOf(rig));
    await rig.database.removeCluster(rig.folder);
    await fs.mkdir(root);
    await fs.chown(root, 4711, 4711);
    const problem = await problemOf(rig.database.prepareCluster(rig.folder, password));
    expect(problem.code).toBe('postgres-location-unusable');
    await fs.rmdir(root);
    await fs.symlink('/etc', root);
    expect((await problemOf(rig.database.prepareCluster(rig.folder, password))).code).toBe(
      'postgres-location-unusable',
    );
  });

  it('is made again when a run was killed half-way', async () => {
    const rig = await makeRig();
    const bundle = await bundleDatabase(rig.base);
    const task = {
      bundle,
      folder: rig.folder,
      temporaryDirectory: rig.base,
      port: rig.port,
      packageFolder: findPackage(),
    };
    const child = spawn(process.execPath, [prepareProgram, JSON.stringify(task)], { detached: true, stdio: 'ignore' });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const halfMade = await until('a half-made cluster', async () => {
      const names = await fs.readdir(rig.base, { recursive: true });
      return names.find((name) => /15\.new-\d+\/data\/PG_VERSION$/.test(name));
    });
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await exited;
    expect(await isThere(path.join(rig.base, halfMade))).toBe(true);
    expect((await rig.database.prepareCluster(rig.folder, password)).didCreate).toBe(true);
    expect((await fs.readdir(rig.base, { recursive: true })).filter((name) => name.includes('.new-'))).toEqual([]);
    await stopServer(await startServer(rig));
  });

  it('of another major version is left alone', async () => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    const data = await dataOf(rig);
    await fs.writeFile(path.join(data, 'PG_VERSION'), '14\n');
    const before = await snapshot(data);
    expect(await problemOf(rig.database.prepareCluster(rig.folder, password))).toMatchObject({
      code: 'postgres-other-major',
      summary: `The database in ${data} belongs to Postgres 14; metaton runs Postgres 15.`,
    });
    expect(await snapshot(data)).toEqual(before);
    const other = path.join(path.dirname(data), '14');
    await fs.rename(data, other);
    expect((await problemOf(rig.database.prepareCluster(rig.folder, password))).summary).toContain(other);
    expect(await isThere(data)).toBe(false);
  });

  it('is not made in a folder that holds something else', async () => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    const data = await dataOf(rig);
    await fs.rm(data, { recursive: true });
    await fs.mkdir(data);
    await fs.writeFile(path.join(data, 'thesis.txt'), 'mine');
    expect((await problemOf(rig.database.prepareCluster(rig.folder, password))).code).toBe('postgres-not-a-cluster');
    expect((await problemOf(rig.database.removeCluster(rig.folder))).code).toBe('postgres-folder-not-ours');
    expect(await fs.readFile(path.join(data, 'thesis.txt'), 'utf8')).toBe('mine');
  });

  it('is removed without a trace, with its server', async () => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    const server = await startServer(rig);
    await rig.database.removeCluster(rig.folder);
    expect(await server.exited).toBe(0);
    expect(await fs.readdir(rig.base, { recursive: true })).toEqual(['world', 'world/.metaton']);
    await rig.database.removeCluster(rig.folder);
  });

  it.runIf(isRoot)('is not removed where the record names a folder that is not ours', async () => {
    const rig = await makeRig();
    await fs.mkdir(rig.folder);
    const precious = path.join(rig.base, 'precious', '15');
    await fs.mkdir(precious, { recursive: true });
    await fs.writeFile(path.join(precious, 'PG_VERSION'), '15\n');
    const record = { data: precious, uid: 4711, gid: 4711, user: 'mira' };
    await fs.writeFile(path.join(rig.folder, 'location.json'), JSON.stringify(record));
    expect((await problemOf(rig.database.removeCluster(rig.folder))).code).toBe('postgres-location-unreadable');
    expect(await isThere(path.join(precious, 'PG_VERSION'))).toBe(true);
    await fs.writeFile(path.join(rig.folder, 'location.json'), 'nonsense');
    expect((await problemOf(rig.database.prepareCluster(rig.folder, password))).code).toBe(
      'postgres-location-unreadable',
    );
  });

  it.runIf(isRoot)('works for an ordinary user, in the workspace', async () => {
    const rig = await makeRig();
    const bundle = await bundleDatabase(rig.base);
    const state = path.dirname(rig.folder);
    const { uid, gid } = await nobody();
    await fs.chown(state, uid, gid);
    const task = {
      bundle,
      folder: rig.folder,
      temporaryDirectory: rig.base,
      port: rig.port,
      packageFolder: findPackage(),
      whole: true,
    };
    const child = spawn(process.execPath, [prepareProgram, JSON.stringify(task)], {
      uid,
      gid,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(JSON.parse(said)).toEqual({
      first: { didCreate: true },
      second: { didCreate: false },
      answer: 'postgres',
      running: true,
      code: 0,
      user: null,
    });
    expect(await fs.readdir(state)).toEqual([]);
  });
});

describe('the programs', () => {
  it('run without the links that the install script makes, and nothing is written into the package', async () => {
    const packageFolder = await copyPackage((await makeRig()).base);
    await removeLinks(packageFolder);
    const before = await snapshot(packageFolder);
    const rig = await makeRig({ packageFolder });
    await rig.database.prepareCluster(rig.folder, password);
    const server = await startServer(rig);
    expect(server.command.program.startsWith(packageFolder)).toBe(true);
    expect(await stopServer(server)).toBe(0);
    expect(await snapshot(packageFolder)).toEqual(before);
    const root = path.dirname(await dataOf(rig));
    const prepared = await snapshot(path.join(root, 'libraries'));
    await rig.database.prepareCluster(rig.folder, password);
    expect(await snapshot(path.join(root, 'libraries'))).toEqual(prepared);
    await rig.database.removeCluster(rig.folder);
    expect(await fs.readdir(rig.base, { recursive: true })).toEqual(['world', 'world/.metaton']);
  });

  it.runIf(isRoot)('are copied beside the data where their user cannot reach the package', async () => {
    const locked = path.join((await makeRig()).base, 'home');
    await fs.mkdir(locked);
    const packageFolder = await copyPackage(locked);
    await removeLinks(packageFolder);
    await fs.chmod(locked, 0o700);
    const rig = await makeRig({ packageFolder });
    await rig.database.prepareCluster(rig.folder, password);
    const root = path.dirname(await dataOf(rig));
    const before = await snapshot(root);
    await rig.database.prepareCluster(rig.folder, password);
    expect(await snapshot(root)).toEqual(before);
    const server = await startServer(rig);
    expect(server.command.program.startsWith(path.join(root, 'programs-15.'))).toBe(true);
    expect(await stopServer(server)).toBe(0);
    await rig.database.removeCluster(rig.folder);
    expect(await fs.readdir(rig.base, { recursive: true })).toEqual(['world', 'world/.metaton']);
  });

  it('are said to be missing on a platform for which there is no package', () => {
    expect(() => findPackage('sunos-sparc')).toThrow('metaton has no Postgres of its own for sunos-sparc.');
  });
});

/** Nobody may have taken leave of it yet: then it is dead, but in the list of processes, and stands nowhere. */
const isAtWork = (pid: number): Promise<boolean> =>
  fs.readlink(`/proc/${pid}/cwd`).then(
    () => true,
    () => false,
  );

describe('after an unclean end', () => {
  it.runIf(process.platform === 'linux')(
    'a server killed with its workers at work leaves nothing in the way, and no data are lost',
    async () => {
      const rig = await makeRig();
      await rig.database.prepareCluster(rig.folder, password);
      const server = await startServer(rig);
      await rig.database.query(rig.url(), 'CREATE TABLE kept (word text)');
      await rig.database.query(rig.url(), `INSERT INTO kept VALUES ('still here')`);
      const busy = new Client({ connectionString: rig.url() });
      busy.on('error', () => undefined);
      await busy.connect();
      const { rows } = await busy.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const worker = rows[0]?.pid ?? 0;
      // Computes without ever looking up, so that it outlives its server.
      const answer = busy.query('SELECT count(*) FROM generate_series(1, 100000000000)').catch(() => 'cut off');
      await until('the busy worker', () =>
        rig.database.query(rig.url(), `SELECT 1 FROM pg_stat_activity WHERE pid = ${worker} AND state = 'active'`),
      );
      server.child.kill('SIGKILL');
      await server.exited;
      expect(await isAtWork(worker)).toBe(true);
      await rig.database.prepareCluster(rig.folder, password);
      expect(await isAtWork(worker)).toBe(false);
      expect(await answer).toBe('cut off');
      expect(await rig.database.runningServer(rig.folder)).toBeUndefined();
      const next = await startServer(rig);
      expect(await rig.database.query(rig.url(), 'SELECT word FROM kept')).toBe('still here');
      expect(await stopServer(next)).toBe(0);
    },
  );

  it('a server that still runs is seen, and stopped by the next preparation', async () => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    expect(await rig.database.runningServer(rig.folder)).toBeUndefined();
    const server = await startServer(rig);
    const client = new Client({ connectionString: rig.url() });
    client.on('error', () => undefined);
    await client.connect();
    expect(await rig.database.runningServer(rig.folder)).toBe(server.child.pid);
    const { remark } = await rig.database.prepareCluster(rig.folder, password);
    expect(remark).toContain(`A Postgres left over from an earlier run (pid ${server.child.pid ?? 0}) was stopped.`);
    expect(await server.exited).toBe(0);
    expect(await rig.database.runningServer(rig.folder)).toBeUndefined();
    await stopServer(await startServer(rig));
  });

  it.each([
    ['another program', String(process.pid)],
    ['nothing', '4194303'],
  ])('a postmaster.pid that names %s is not in the way', async (_, pid) => {
    const rig = await makeRig();
    await rig.database.prepareCluster(rig.folder, password);
    const data = await dataOf(rig);
    const owner = await fs.stat(data);
    const file = path.join(data, 'postmaster.pid');
    await fs.writeFile(file, `${pid}\n${data}\n1700000000\n${rig.port}\n\n127.0.0.1\n  5432001         0\nready   \n`);
    await fs.chown(file, owner.uid, owner.gid);
    expect(await rig.database.runningServer(rig.folder)).toBeUndefined();
    await rig.database.prepareCluster(rig.folder, password);
    expect(await stopServer(await startServer(rig))).toBe(0);
  });
});

describe('SQL', () => {
  let rig: Rig;
  let server: Server;

  beforeAll(async () => {
    rig = await makeRig();
    // Kept from the cleaning after each test.
    bases.pop();
    await rig.database.prepareCluster(rig.folder, password);
    server = await startServer(rig);
    children.delete(server.child);
  });

  afterAll(async () => {
    await stopServer(server);
    await fs.rm(rig.base, { recursive: true, force: true });
  });

  it('answers the first column of the first row as text', async () => {
    const ask = (sql: string): Promise<string | undefined> => rig.database.query(rig.url(), sql);
    expect(await ask('SELECT 42, 43')).toBe('42');
    expect(await ask('SELECT true')).toBe('t');
    expect(await ask('SELECT 1 WHERE false')).toBeUndefined();
    expect(await ask('SELECT 1; SELECT 2')).toBe('2');
    await expect(ask('SELEKT')).rejects.toMatchObject({ code: '42601' });
  });

  it('is served on 127.0.0.1 alone, with SCRAM', async () => {
    expect(await rig.database.query(rig.url(), 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await rig.database.query(rig.url(), 'SHOW unix_socket_directories')).toBe('');
    const methods = `SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules`;
    expect(await rig.database.query(rig.url(), methods)).toBe('scram-sha-256');
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid);
    for (const { address } of others) {
      const outcome = await new Promise((resolve) => {
        const socket = connect(rig.port, address)
          .once('connect', () => {
            resolve('connected');
            socket.destroy();
          })
          .once('error', () => {
            resolve('refused');
          });
      });
      expect(`${address} ${String(outcome)}`).toBe(`${address} refused`);
    }
  });

  it('refuses a wrong password', async () => {
    await expect(rig.database.query(rig.url('postgres', 'wrong'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const problem = await problemOf(rig.database.ensureDatabase(rig.url('postgres', 'wrong'), 'ret_dev'));
    expect(problem.code).toBe('database-password-wrong');
    expect(problem.fixes[0]).toContain('ALTER USER postgres WITH SUPERUSER PASSWORD');
    expect(JSON.stringify(problem.fixes)).not.toContain('wrong');
  });

  it('makes and mends a role, once', async () => {
    const name = `o'Hara "x"`;
    const secret = `it's %@:/`;
    const asRole = rig.url(encodeURIComponent(name), encodeURIComponent(secret));
    const ensure = (): Promise<boolean> => rig.database.ensureRole(rig.url(), name, secret);
    expect(await ensure()).toBe(true);
    expect(await ensure()).toBe(false);
    expect(await rig.database.query(asRole, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toBe('t');
    for (const spoil of ['NOSUPERUSER', 'NOLOGIN', `PASSWORD 'other'`]) {
      await rig.database.query(rig.url(), `ALTER ROLE "o'Hara ""x""" ${spoil}`);
      expect(await ensure()).toBe(true);
      expect(await ensure()).toBe(false);
      expect(await rig.database.query(asRole, 'SELECT 1')).toBe('1');
    }
    expect(await rig.database.ensureRole(rig.url(), 'postgres', password)).toBe(false);
    const both = [rig.database.ensureRole(rig.url(), 'twin', 'a'), rig.database.ensureRole(rig.url(), 'twin', 'a')];
    expect(await Promise.all(both)).toContain(true);
  });

  it('makes a database, once, also when two try at the same time or the URL names it', async () => {
    const ensure = (url: string, name: string): Promise<boolean> => rig.database.ensureDatabase(url, name);
    expect(await ensure(rig.url(), 'ret_dev')).toBe(true);
    expect(await ensure(rig.url(), 'ret_dev')).toBe(false);
    expect(await rig.database.query(rig.url('postgres', password, 'ret_dev'), 'SHOW server_encoding')).toBe('UTF8');
    const own = rig.url('postgres', password, 'its_own');
    expect(await ensure(own, 'its_own')).toBe(true);
    expect(await ensure(own, 'its_own')).toBe(false);
    const many = await Promise.all(Array.from({ length: 4 }, () => ensure(rig.url(), 'contested')));
    expect(many.filter(Boolean)).toHaveLength(1);
  });

  it('says which statement an administrator has to run', async () => {
    await rig.database.query(rig.url(), `CREATE ROLE meek LOGIN PASSWORD 'meek'`);
    const asSystemUser = expect.stringContaining('sudo -u postgres psql') as string;
    await rig.database.query(rig.url(), `CREATE ROLE locked NOLOGIN PASSWORD 'locked'`);
    const noDatabase = await problemOf(rig.database.ensureDatabase(rig.url('meek', 'meek'), 'ret_test'));
    expect(noDatabase).toMatchObject({
      code: 'database-not-allowed',
      fixes: ['As an administrator of that server: CREATE DATABASE ret_test;', asSystemUser],
    });
    const noRole = await problemOf(rig.database.ensureRole(rig.url('meek', 'meek'), 'new_one', password));
    expect(noRole).toMatchObject({
      code: 'database-not-allowed',
      fixes: [
        `As an administrator of that server: CREATE USER new_one WITH SUPERUSER PASSWORD 'postgres';`,
        asSystemUser,
      ],
    });
    const noLogin = await problemOf(rig.database.ensureRole(rig.url('locked', 'locked'), 'postgres', password));
    expect(noLogin.code).toBe('database-login-refused');
    const nowhere = await problemOf(
      rig.database.ensureRole(rig.url('postgres', password, 'none'), 'postgres', password),
    );
    expect(nowhere.code).toBe('database-missing');
  });

  it('says where nothing answers, and does not wait for ever', async () => {
    const refused = `postgres://postgres:postgres@127.0.0.1:${await freePort()}/postgres`;
    expect(await problemOf(rig.database.ensureDatabase(refused, 'ret_dev'))).toMatchObject({
      code: 'database-unreachable',
    });
    await expect(rig.database.query(refused, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const silent = createServer((socket) => void socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const started = Date.now();
    const problem = await problemOf(
      rig.database.ensureDatabase(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, 'ret_dev'),
    );
    expect(problem.code).toBe('database-unreachable');
    expect(Date.now() - started).toBeLessThan(6000);
    await new Promise((resolve) => silent.close(resolve));
  });
});
