/** Every check of the machine and of the database: where it passes, and on a real fault. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import type { CheckGround, Finding, MachineGround } from '../../src/model/check.ts';
import { askMachine, type DoctorRig, doctorRig, wordsOf } from '../helpers/doctor-rig.ts';
import { freePort } from '../helpers/free-port.ts';
import { cleanUp, initPostgres } from '../helpers/miniature-rig.ts';

afterAll(cleanUp);

/** A machine on whose PATH there are these programs and no others. */
async function withPrograms(
  programs: readonly string[],
  ask: (change: (ground: MachineGround) => MachineGround) => Promise<void>,
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'metaton-path-'));
  for (const name of programs) await writeFile(path.join(folder, name), '#!/bin/sh\necho 1.2.3\n', { mode: 0o755 });
  const environment = { PATH: folder };
  await ask((ground) => ({ ...ground, machine: makeMachine(environment), environment }));
  await rm(folder, { recursive: true });
}

describe('programs of the machine', () => {
  it.each([
    ['tool.git', 'git', /^fail[\s\S]*sudo apt-get install git/],
    ['tool.certutil', 'certutil', /^warn[\s\S]*sudo apt-get install libnss3-tools/],
    ['tool.openssl', 'openssl', /^skip/],
  ])('%s: there, and not there', async (id, program, words) => {
    await withPrograms([program], async (change) => {
      expect((await askMachine(id, change)).status).toBe('pass');
    });
    await withPrograms(['apt-get'], async (change) => {
      expect(wordsOf(await askMachine(id, change))).toMatch(words);
    });
  });

  it('tool.xz: not there, where PostgREST has to be downloaded and where not', async () => {
    await withPrograms(['apt-get'], async (change) => {
      const without = (ground: MachineGround): MachineGround => ({
        ...change(ground),
        installation: { ...ground.installation, postgrest: undefined },
      });
      expect(wordsOf(await askMachine('tool.xz', without))).toMatch(/^warn[\s\S]*sudo apt-get install xz-utils/);
      expect((await askMachine('tool.xz', change)).status).toBe('skip');
    });
    await withPrograms(['xz'], async (change) => {
      expect((await askMachine('tool.xz', change)).status).toBe('pass');
    });
  });
});

describe('limits, clock and words of the machine', () => {
  /** The real machine, but for what some files of it say. */
  const saying =
    (texts: Readonly<Record<string, string>>) =>
    (ground: MachineGround): MachineGround => ({
      ...ground,
      machine: {
        ...ground.machine,
        files: {
          ...ground.machine.files,
          read: async (file) => texts[file] ?? (await ground.machine.files.read(file)),
        },
      },
    });
  const inotify = '/proc/sys/fs/inotify';

  it('host.inotify: few watches, and enough', async () => {
    const few = { [`${inotify}/max_user_watches`]: '8192\n', [`${inotify}/max_user_instances`]: '1024\n' };
    const words = wordsOf(await askMachine('host.inotify', saying(few)));
    expect(words).toMatch(/^warn[\s\S]*max_user_watches is 8192, 262144 are wanted[\s\S]*sudo tee \/etc\/sysctl\.d/);
    expect(words).not.toContain('max_user_instances');
    const enough = { ...few, [`${inotify}/max_user_watches`]: '524288\n' };
    expect((await askMachine('host.inotify', saying(enough))).status).toBe('pass');
  });

  it('host.nofile: few, with and without leave to raise it, and enough', async () => {
    const limits = (soft: string, hard: string) => ({
      '/proc/self/limits': `Limit   Soft Limit  Hard Limit  Units\nMax open files            ${soft}    ${hard}   files\n`,
    });
    expect(wordsOf(await askMachine('host.nofile', saying(limits('1024', '524288'))))).toMatch(/^warn[\s\S]*ulimit -n/);
    expect(wordsOf(await askMachine('host.nofile', saying(limits('1024', '2048'))))).toMatch(/limits\.d/);
    expect((await askMachine('host.nofile', saying(limits('65536', '65536')))).status).toBe('pass');
  });

  it('host.clock: a server that is an hour ahead, one that is not, and none', async () => {
    let aheadMs = 3_600_000;
    const server = createServer((_request, response) => {
      response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const asking = (ground: MachineGround): MachineGround => ({
      ...ground,
      machine: {
        ...ground.machine,
        network: { ...ground.machine.network, timeAt: (_url, ms) => ground.machine.network.timeAt(url, ms * 10) },
      },
    });
    expect(wordsOf(await askMachine('host.clock', asking))).toMatch(/^warn\nThe clock is 3\d\d\d s slow/);
    aheadMs = 0;
    expect((await askMachine('host.clock', asking)).status).toBe('pass');
    server.close();
    await once(server, 'close');
    expect((await askMachine('host.clock', asking)).status).toBe('skip');
  });

  it('host.locale: Latin-1, UTF-8, and none', async () => {
    const speaking = (environment: MachineGround['environment']) => (ground: MachineGround) => ({
      ...ground,
      environment,
    });
    expect(wordsOf(await askMachine('host.locale', speaking({ LC_ALL: 'en_US.ISO-8859-1', LANG: 'C.UTF-8' })))).toMatch(
      /^warn[\s\S]*LC_ALL=en_US\.ISO-8859-1[\s\S]*export LC_ALL=C\.UTF-8/,
    );
    expect((await askMachine('host.locale', speaking({ LANG: 'C.utf8' }))).status).toBe('pass');
    expect((await askMachine('host.locale', speaking({}))).status).toBe('pass');
  });

  it('env.leaks: names what is set, and never what it holds', async () => {
    const having = (environment: MachineGround['environment']) => (ground: MachineGround) => ({
      ...ground,
      environment,
    });
    const stray = {
      DATABASE_URL: 'postgres://me:hunter2@db/x',
      PGPORT: '5433',
      PGRST_DB_URI: 'postgres://me:hunter2@db/x',
      NODE_ENV: 'production',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      MIX_ENV: 'prod',
    };
    const words = wordsOf(await askMachine('env.leaks', having(stray)));
    expect(words).toMatch(/^warn/);
    for (const name of Object.keys(stray)) expect(words).toContain(`${name} `);
    expect(words).toContain('PGRST_DB_URI wins over the settings of PostgREST');
    expect(words).not.toContain('hunter2');
    const harmless = {
      NODE_ENV: 'development',
      NODE_TLS_REJECT_UNAUTHORIZED: '1',
      MIX_ENV: 'dev',
      PGPORT: '',
      PGCLI: 'x',
    };
    expect((await askMachine('env.leaks', having(harmless))).status).toBe('pass');
  });

  it('net.localhost-v4v6: this machine, and a name that leads elsewhere', async () => {
    expect((await askMachine('net.localhost-v4v6')).status).toBe('pass');
    const elsewhere = (ground: MachineGround): MachineGround => ({
      ...ground,
      machine: {
        ...ground.machine,
        network: { ...ground.machine.network, lookup: () => ground.machine.network.lookup('nobody.invalid') },
      },
    });
    expect(wordsOf(await askMachine('net.localhost-v4v6', elsewhere))).toMatch(/^warn[\s\S]*it has no address/);
  });

  it('dialog.socket: none, one’s own, and that of another user', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'metaton-socket-'));
    const file = path.join(folder, 'mediasoup-demo.sock');
    const asking = (isOwn: boolean) => (ground: MachineGround) => ({
      ...ground,
      machine: {
        ...ground.machine,
        files: {
          ...ground.machine.files,
          stat: async () => {
            const found = await ground.machine.files.stat(file);
            return found && { ...found, isOwn: found.isOwn && isOwn };
          },
        },
      },
    });
    expect((await askMachine('dialog.socket', asking(true))).status).toBe('pass');
    const server = net.createServer().listen(file);
    await once(server, 'listening');
    expect((await askMachine('dialog.socket', asking(true))).status).toBe('pass');
    expect(wordsOf(await askMachine('dialog.socket', asking(false)))).toMatch(/^fail[\s\S]*sudo rm \/tmp\/mediasoup/);
    server.close();
    await rm(folder, { recursive: true });
  });
});

describe('the database', () => {
  let rig: DoctorRig;
  let port: number;
  const url = (database = 'postgres', user = 'postgres', password = 'postgres'): string =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

  beforeAll(async () => {
    port = await freePort();
    const { start } = await initPostgres(port);
    await start().line(/ready to accept connections/);
    rig = await doctorRig();
  });
  afterAll(() => rig.close());

  /** The database as the stack's own that is up. */
  const here = (ground: CheckGround): CheckGround => ({
    ...ground,
    values: { ...ground.values, database: { ...ground.values.database, port, isEmbedded: false } },
  });
  const ask = (id: string, change = here): Promise<Finding> => rig.ask(id, change);
  const sql = async (text: string, database = 'ret_dev'): Promise<string | undefined> => {
    const client = new Client(url(database));
    await client.connect();
    const answer = (await client.query({ text, rowMode: 'array' })) as unknown;
    await client.end();
    const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rows: (string | number)[][] };
    return last.rows[0]?.[0]?.toString();
  };
  /** Does what `--fix` would. */
  const mend = async (finding: Finding): Promise<void> => {
    if ((finding.status !== 'fail' && finding.status !== 'warn') || finding.fix.mend?.kind !== 'tasks')
      throw new Error(`cannot be mended: ${wordsOf(finding)}`);
    const { database } = rig.session.machine;
    for (const { action } of finding.fix.mend.tasks) {
      if (action.kind === 'query') await database.query(action.url, action.sql);
      else if (action.kind === 'ensure-database') await database.ensureDatabase(action.url, action.name);
      else throw new Error(action.kind);
    }
  };

  it('db.reachable: there, with a PostgREST that is too old for it, and nobody there', async () => {
    expect(await ask('db.reachable')).toMatchObject({
      status: 'pass',
      note: expect.stringMatching(/^Postgres 15/) as string,
    });
    const old = await ask('db.reachable', (ground) => ({
      ...here(ground),
      values: { ...here(ground).values, postgrest: { ...here(ground).values.postgrest, wanted: '9.0.1' } },
    }));
    expect(wordsOf(old)).toMatch(/^warn[\s\S]*PostgREST 10\.1 or later/);
    const nobody = await freePort();
    const down = await ask('db.reachable', (ground) => ({
      ...ground,
      values: { ...ground.values, database: { ...ground.values.database, port: nobody, isEmbedded: false } },
    }));
    expect(wordsOf(down)).toMatch(/^fail\nNo Postgres lets postgres in[\s\S]*ECONNREFUSED/);
    expect((await ask('db.reachable', (ground) => ground)).status).toBe('skip');
  });

  it('db.schema: no database, then none of its tables, an older migration while it runs, and the last', async () => {
    const missing = await ask('db.schema');
    expect(wordsOf(missing)).toMatch(/^fail\nThere is no database ret_dev/);
    await mend(missing);
    expect((await ask('db.schema')).status).toBe('skip');
    await sql(
      'create schema ret0; create table ret0.schema_migrations (version bigint primary key, inserted_at timestamp(0))',
    );
    await sql('insert into ret0.schema_migrations values (20170101000000, now())');
    const served = (ground: CheckGround): CheckGround => ({
      ...here(ground),
      facts: {
        ...ground.facts,
        runner: { pid: 1, since: 0 },
        portHolders: new Map([[4000, { pid: 1, description: 'reticulum', folder: undefined }]]),
      },
    });
    expect(wordsOf(await ask('db.schema', served))).toMatch(/^fail[\s\S]*its last is 20170101000000/);
    const last = await rig.ask('db.schema', (ground) => {
      const { lastMigration } = ground.facts;
      if (lastMigration === undefined) throw new Error('the miniature has no migrations');
      return { ...here(ground), facts: { ...ground.facts, lastMigration: '20170101000000' } };
    });
    expect(last).toEqual({ status: 'pass', note: 'last migration 20170101000000' });
  });

  it('db.role: none yet, those left from an older database, and one that is missing', async () => {
    expect(await ask('db.role')).toMatchObject({ status: 'pass' });
    await sql(
      `create role postgrest_authenticator with login password 'of yore'; create role ret_admin; create role postgrest_anonymous`,
    );
    const left = await ask('db.role');
    expect(wordsOf(left)).toMatch(/^fail\npostgrest_authenticator cannot log in[\s\S]*left from an older database/);
    await mend(left);
    expect((await ask('db.role')).status).toBe('pass');
    await sql('create schema ret0_admin; revoke ret_admin from postgrest_authenticator');
    const outside = await ask('db.role');
    expect(wordsOf(outside)).toMatch(/^fail\npostgrest_authenticator is not a member/);
    await mend(outside);
    await sql('drop role ret_admin');
    const missing = await ask('db.role');
    expect(wordsOf(missing)).toMatch(/^fail\nRoles of PostgREST are missing\.\nret_admin/);
    await mend(missing);
    expect((await ask('db.role')).status).toBe('pass');
  });

  it('db.stray-migrations: the note is moved and nothing is lost; where tables went elsewhere it is a person’s', async () => {
    expect((await ask('db.stray-migrations')).status).toBe('pass');
    await sql('create table ret0.hubs (id int); insert into ret0.hubs values (7)');
    await sql('create table public.schema_migrations (version bigint primary key, inserted_at timestamp(0))');
    await sql('insert into public.schema_migrations values (20170101000000, now()), (20180101000000, now())');
    await sql('create table public.hubs (id int)');
    const elsewhere = await ask('db.stray-migrations');
    expect(wordsOf(elsewhere)).toMatch(/^fail[\s\S]*1 of them unknown to ret0/);
    expect(elsewhere).not.toHaveProperty('fix.mend');
    await sql('drop table public.hubs');
    await mend(await ask('db.stray-migrations'));
    expect((await ask('db.stray-migrations')).status).toBe('pass');
    expect(await sql(`select string_agg(version::text, ' ' order by version) from ret0.schema_migrations`)).toBe(
      '20170101000000 20180101000000',
    );
    expect(await sql('select id from ret0.hubs')).toBe('7');
  });

  it('admin.account: nobody yet, accounts without an admin, and one', async () => {
    expect((await ask('admin.account')).status).toBe('pass');
    await sql(
      'create table ret0.accounts (account_id bigint, is_admin boolean); insert into ret0.accounts values (1, null)',
    );
    expect(wordsOf(await ask('admin.account'))).toMatch(/^warn\nNo account is an admin/);
    await sql('update ret0.accounts set is_admin = true');
    expect(await ask('admin.account')).toEqual({ status: 'pass', note: '1 of 1 accounts' });
  });

  it('db.orphan: a Postgres that an earlier run has left, ended by --fix', async () => {
    expect((await rig.ask('db.orphan')).status).toBe('pass');
    const { machine } = rig.session;
    const cluster = path.join(rig.folder, '.metaton', 'postgres');
    await machine.files.makeFolder(cluster, 0o700);
    await machine.database.prepareCluster(cluster, 'postgres');
    const left = await machine.processes.start(await machine.database.serverCommand(cluster));
    for await (const { bytes } of left.output) if (Buffer.from(bytes).includes('ready to accept connections')) break;
    expect(wordsOf(await rig.ask('db.orphan'))).toMatch(/^warn[\s\S]*kill -INT \d+/);
    expect(await rig.fix('db.orphan')).toMatchObject({ mended: ['db.orphan'] });
    await left.exited;
    expect((await rig.ask('db.orphan')).status).toBe('pass');
    await machine.database.removeCluster(cluster);
  });
});
