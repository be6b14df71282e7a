/** Postgres 14, 15 and 17 for real: the embedded ones with their snapshots, and what a server of one's own refuses. */
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { PostgresBuild } from '../../src/model/machine.ts';
import { type EmbeddedRig, makeEmbeddedRig } from '../helpers/embedded-server.ts';
import { postgresPackage } from '../helpers/postgres-package.ts';

const buildOf = async (major: string): Promise<PostgresBuild | undefined> =>
  major === '14' || major === '17' ? { major, packageFolder: await postgresPackage(major) } : undefined;

const problemOf = async (promise: Promise<unknown>): Promise<Problem> => {
  const error: unknown = await promise.then(
    () => new Error('nothing went wrong'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error;
};

describe.each(['14', '15', '17'])('Postgres %s', (major) => {
  it(
    'is set up as reticulum wants it, twice, and its snapshots bring back what was there',
    { timeout: 120_000 },
    async () => {
      await using rig = await makeEmbeddedRig(await buildOf(major));
      const { database, folder, build, url } = rig;
      let stop = await rig.start();
      expect(await database.query(url(), 'SHOW server_version')).toMatch(new RegExp(`^${major}\\.`));
      expect(await database.ensureRole(url(), 'postgres', 'postgres')).toBe(false);
      expect(await database.ensureDatabase(url(), 'ret_dev')).toBe(true);
      expect(await database.ensureDatabase(url(), 'ret_dev')).toBe(false);
      const ask = (sql: string): Promise<string | undefined> => database.query(url('ret_dev'), sql);
      await ask('CREATE TABLE rooms (id int); INSERT INTO rooms SELECT generate_series(1, 1000)');

      // While it runs, and somebody writes all the time.
      const running = path.join(rig.base, 'running.tar.gz');
      const writing = new AbortController();
      const writer = (async () => {
        while (!writing.signal.aborted) await ask('INSERT INTO rooms SELECT generate_series(1, 1000)');
      })();
      expect(await database.packCluster(folder, running, url(), build)).toBe(true);
      writing.abort();
      await writer;
      expect((await fs.stat(running)).mode & 0o777).toBe(0o600);
      const last = Number(await ask('SELECT count(*) FROM rooms'));
      await stop();

      // While it stands still.
      const stopped = path.join(rig.base, 'stopped.tar.gz');
      expect(await database.packCluster(folder, stopped, undefined, build)).toBe(true);

      for (const archive of [running, stopped]) {
        stop = await rig.start();
        await database.query(url(), 'DROP DATABASE IF EXISTS ret_dev');
        await stop();
        await database.unpackCluster(folder, archive, build);
        stop = await rig.start();
        const count = Number(await ask('SELECT count(*) FROM rooms'));
        // Whole statements, and no more than there were.
        expect(count % 1000).toBe(0);
        if (archive === stopped) expect(count).toBe(last);
        else expect(count).toBeGreaterThanOrEqual(1000);
        expect(await ask('SELECT count(DISTINCT id) FROM rooms')).toBe('1000');
        await stop();
      }
      expect(
        (await fs.readdir(path.dirname((await database.findCluster(folder, build))?.data ?? ''))).filter((name) =>
          name.startsWith(`${major}.`),
        ),
      ).toEqual([]);
    },
  );
});

describe('data of another major', () => {
  it('are explained and left alone, by all that would put something in their place', async () => {
    await using rig = await makeEmbeddedRig();
    const build = await buildOf('14');
    const archive = path.join(rig.base, 'x.tar.gz');
    await rig.database.packCluster(rig.folder, archive, undefined);
    for (const attempt of [
      () => rig.database.prepareCluster(rig.folder, 'postgres', build),
      () => rig.database.findCluster(rig.folder, build),
      () => rig.database.unpackCluster(rig.folder, archive, build),
    ]) {
      const problem = await problemOf(attempt());
      expect(problem.code).toBe('postgres-other-major');
      expect(problem.fixes.at(-1)).toContain('Postgres 14 for a postgrest.version before 10.1');
    }
    await (
      await rig.start()
    )();
  });

  it('that wait while others take their place are put back when that was cut off', async () => {
    await using rig = await makeEmbeddedRig();
    const data = (await rig.database.findCluster(rig.folder))?.data ?? '';
    await fs.rename(data, `${data}.aside`);
    expect((await rig.database.prepareCluster(rig.folder, 'postgres')).didCreate).toBe(false);
    await (
      await rig.start()
    )();
  });
});

/** A server of the user's own. */
let rig: EmbeddedRig;
let stop: () => Promise<void>;

beforeAll(async () => {
  rig = await makeEmbeddedRig(await buildOf('17'));
  stop = await rig.start();
  await rig.database.query(rig.url(), `CREATE ROLE admin SUPERUSER LOGIN PASSWORD 'admin'`);
});

afterAll(() => rig[Symbol.asyncDispose]());

const byAdmin = (sql: string): Promise<string | undefined> =>
  rig.database.query(rig.url('postgres', 'admin', 'admin'), sql);

const hbaFile = async (): Promise<string> =>
  path.join((await rig.database.findCluster(rig.folder, rig.build))?.data ?? '', 'pg_hba.conf');

/** Leaves it as an administrator of theirs has. */
async function leave(hba: string, sql = 'SELECT 1'): Promise<void> {
  await byAdmin(sql);
  await stop();
  await fs.writeFile(await hbaFile(), hba);
  stop = await rig.start();
}

const admin = 'host all admin 127.0.0.1/32 scram-sha-256\n';
const byPassword = `${admin}local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n`;

describe("a server of one's own (Postgres 17)", () => {
  const ensure = (user = 'postgres'): Promise<boolean> =>
    rig.database.ensureRole(rig.url('postgres', user), user, 'postgres');

  /** Does what a fix says, as its administrator. */
  const obey = (fix: string): Promise<string | undefined> =>
    byAdmin(fix.replace(/^As an administrator of that server: /, ''));

  it('as Debian sets it up, peer for its own user and no password, is mended by the SQL that is named', async () => {
    await leave(byPassword, 'ALTER ROLE postgres PASSWORD NULL');
    const problem = await problemOf(ensure());
    expect(problem.code).toBe('database-password-wrong');
    expect(problem.fixes[1]).toBe(
      `On this machine, most often: sudo -u postgres psql -c "ALTER USER postgres WITH SUPERUSER PASSWORD 'postgres';"`,
    );
    await obey(problem.fixes[0]);
    expect(await ensure()).toBe(false);
  });

  it('that lets nobody in by the network is mended by the line that is named', async () => {
    await leave(admin);
    const problem = await problemOf(ensure());
    expect(problem.code).toBe('database-login-refused');
    const line = problem.fixes[0].replace(/.*pg_reload_conf\(\); /, '');
    expect(line).toBe('host all postgres 127.0.0.1/32 scram-sha-256');
    await leave(`${admin}${line}\n`);
    expect(await ensure()).toBe(false);
  });

  it('that asks who the user is, not for a password, is told apart', async () => {
    await leave(`${admin}host all all 127.0.0.1/32 ident\n`);
    const problem = await problemOf(ensure());
    expect(problem.code).toBe('database-login-refused');
    expect(problem.fixes[0]).toContain('above the line that says ident');
  });

  it('whose role may not sign in, or may not make roles, is mended by the SQL that is named', async () => {
    await leave(byPassword, `CREATE ROLE weak LOGIN PASSWORD 'postgres'; CREATE ROLE shut NOLOGIN PASSWORD 'postgres'`);
    for (const [user, code] of [
      ['weak', 'database-not-allowed'],
      ['shut', 'database-login-refused'],
    ] as const) {
      const problem = await problemOf(ensure(user));
      expect(problem.code).toBe(code);
      await obey(problem.fixes[0]);
      expect(await ensure(user)).toBe(false);
    }
  });

  it('whose role may make roles and databases without being a superuser will do, as with one that is rented', async () => {
    await leave(byPassword, `CREATE ROLE rented LOGIN CREATEROLE CREATEDB PASSWORD 'postgres'`);
    expect(await ensure('rented')).toBe(false);
    expect(await rig.database.ensureDatabase(rig.url('postgres', 'rented'), 'ret_dev')).toBe(true);
  });

  it('without the role is mended by the SQL that is named', async () => {
    await leave(`${admin}host all all 127.0.0.1/32 trust\n`, 'ALTER ROLE postgres RENAME TO other');
    const problem = await problemOf(ensure());
    expect(problem.code).toBe('database-login-refused');
    expect(problem.fixes[0]).toContain('CREATE USER postgres');
    await obey(problem.fixes[0]);
    expect(await ensure()).toBe(false);
  });
});
