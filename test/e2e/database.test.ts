/** `metaton db`, as a user runs it, and PostgREST as `metaton init` brings it. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNothingLeft, type Finished, makeFolder, metaton, start } from '../helpers/cli.ts';
import { madeUpRelease, startReleaseServer } from '../helpers/release-server.ts';
import { layCheckouts, sourceWords, writeSettings } from '../helpers/workspace.ts';
import { releaseOf, releasesUrl } from '../../src/services/shared/postgrest-releases.ts';

const script = (folder: string, sql: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [path.resolve('dist/main.js'), 'db', 'psql', '--builtin'], {
    cwd: folder,
    input: sql,
    encoding: 'utf8',
    env: { ...process.env, METATON_POSTGREST_VERSION: '12.0.2' },
  });

describe('metaton db', () => {
  it('sets up, asks, keeps, brings back and forgets, and leaves nothing running', async () => {
    using folder = makeFolder();
    await writeFile(path.join(folder.path, 'metaton.yaml'), '');
    const db = (...words: string[]): Promise<Finished> => metaton(['db', ...words], { cwd: folder.path });
    expect((await db('status')).stderr).toContain('database-not-set-up');
    expect((await db('setup')).code).toBe(0);
    expect((await db('status')).stdout).toMatch(/database +ret_dev\n/);

    const made = script(folder.path, "create table kept (\n  word text\n);\n\\d kept\ninsert into kept values (';')");
    expect(made.stdout).toMatch(/^CREATE\n[\s\S]* word +\| text[\s\S]*INSERT 1\n$/);
    const refused = script(folder.path, 'select 1;\nselect wrong;\ndrop table kept;');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/LINE 1: select wrong\n +\^/);
    const answer = await metaton(['--json', 'db', 'psql', '-c', 'select * from kept'], { cwd: folder.path });
    expect(JSON.parse(answer.stdout)).toMatchObject({ results: [{ columns: ['word'], rows: [[';']] }] });

    expect((await db('snapshot', 'before')).code).toBe(0);
    expect((await db('snapshot', 'before')).stderr).toContain('snapshot-exists');
    expect((await db('snapshot', '../before')).code).toBe(2);
    expect((await db('snapshot')).stdout).toMatch(/before .* MB .*Postgres 15/);
    for (const name of await readdir(path.join(folder.path, '.metaton/snapshots')))
      expect((await stat(path.join(folder.path, '.metaton/snapshots', name))).mode & 0o777).toBe(0o600);

    script(folder.path, 'drop table kept;');
    expect((await db('restore', 'before')).stderr).toContain('not-confirmed');
    expect((await db('--yes', 'reset')).code).toBe(0);
    expect((await db('status')).stderr).toContain('database-not-set-up');
    expect((await db('--yes', 'restore', 'before')).code).toBe(0);
    expect(script(folder.path, 'select word from kept;').stdout).toContain(' ;\n(1 row)');
    expect((await db('--yes', 'reset')).code).toBe(0);
    await expectNothingLeft(folder.path);
  });

  it('takes a snapshot of a stack that runs and goes on, and puts none in its place', async () => {
    using folder = makeFolder();
    const checkouts = await layCheckouts(folder.path);
    await writeSettings(folder.path, checkouts);
    const up = start(['up', 'reticulum'], { cwd: folder.path });
    await up.saw(/Ctrl-C stops everything/);
    const db = (...words: string[]): Promise<Finished> => metaton(['db', ...words], { cwd: folder.path });
    expect((await db('status')).stdout).toMatch(/embedded, running[\s\S]*migrations, the last 20230129061719/);
    expect((await db('snapshot', 'running')).code).toBe(0);
    for (const words of [['restore', 'running'], ['reset']])
      expect((await db('--yes', ...words)).stderr).toContain('database-in-use');
    expect((await metaton(['ps'], { cwd: folder.path })).code).toBe(0);
    await metaton(['down'], { cwd: folder.path });
    await up.finished;
    expect((await db('--yes', 'reset')).code).toBe(0);
    expect((await db('--yes', 'restore', 'running')).code).toBe(0);
    expect((await db('status')).stdout).toContain('the last 20230129061719');
    expect((await db('--yes', 'reset')).code).toBe(0);
    await expectNothingLeft(folder.path);
  });
});

describe('metaton init', () => {
  it('brings the PostgREST that is asked for, sets it up for its version, and pins it', async () => {
    using folder = makeFolder();
    await using server = await startReleaseServer();
    const release = releaseOf('14.17', 'linux-x64');
    server.publish(release?.url.slice(releasesUrl.length) ?? '', await madeUpRelease('14.17'));
    const checkouts = await layCheckouts(folder.path);
    const world = path.join(folder.path, 'world');
    await mkdir(world);
    const init = (words: readonly string[] = [], env: Record<string, string> = {}): Promise<Finished> =>
      metaton(['init', ...words], {
        cwd: world,
        env: { METATON_POSTGREST_VERSION: '14', METATON_POSTGREST_MIRROR: server.url, ...env },
      });
    const settings = (): Promise<string> => readFile(path.join(world, '.metaton/postgrest/reticulum.conf'), 'utf8');

    // The default cannot be reached: what came with metaton stands in, and is set up for what it is.
    server.behave(...Array.from({ length: 2 }, () => ({ kind: 'status', status: 503 }) as const));
    const first = await init([...sourceWords(checkouts)], { METATON_POSTGREST_VERSION: '16' });
    expect(first.stderr).toContain('PostgREST 12.0.2, which came with metaton, stands in');
    expect(first.code).toBe(0);
    expect(await settings()).toContain('jwt-role-claim-key = ".postgrest_role"');

    server.publish('/v16.2/postgrest-v16.2-linux-static-x86-64.tar.xz', await madeUpRelease('16.2'));
    expect((await init([], { METATON_POSTGREST_VERSION: '16' })).code).toBe(0);
    expect(await settings()).toContain('jwt-role-claim-key = "$.postgrest_role"');

    expect((await init()).code).toBe(0);
    expect(await settings()).toContain('jwt-role-claim-key = ".postgrest_role"');
    const lock = JSON.parse(await readFile(path.join(world, 'metaton.lock'), 'utf8')) as {
      tools: { postgrest: Record<string, unknown> };
    };
    expect(Object.keys(lock.tools.postgrest)).toEqual(['14.17', '16.2']);
    const asked = server.requests.length;
    const again = await init();
    expect(again.stderr).not.toContain('✓ Get PostgREST');
    expect(server.requests).toHaveLength(asked);
    expect((await init(['--offline', '--postgrest', '3'], { METATON_POSTGREST_VERSION: '3' })).code).toBe(2);
    await metaton(['--yes', 'db', 'reset'], { cwd: world });
    await expectNothingLeft(world);
  });
});
