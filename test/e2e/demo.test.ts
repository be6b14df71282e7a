/** The main job, as a user runs it. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, start } from '../helpers/cli.ts';
import { demoStages } from '../helpers/demo-stages.ts';
import { hasTool } from '../helpers/tools.ts';

const names = ['postgres', 'reticulum', 'postgrest', 'dialog', 'spoke', 'hubs', 'hubs-admin'];

const demoFolders = (): readonly string[] => readdirSync(os.tmpdir()).filter((name) => name.startsWith('metaton-'));

interface JsonLine {
  readonly kind: string;
  readonly verdicts?: readonly { readonly service: string; readonly claim: string; readonly outcome: string }[];
}

const jsonLines = (text: string): readonly JsonLine[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonLine);

test('a demo brings everything up, proves it, and leaves nothing behind', async () => {
  const before = { tree: execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }), folders: demoFolders() };
  const { code, stdout, stderr } = await metaton(['demo', '--exit-when-ready']);
  expect(stderr).not.toMatch(/✗/);
  expect(code).toBe(0);
  const table = stdout.slice(stdout.indexOf('service '));
  for (const name of names) expect(table).toMatch(new RegExp(`^${name} +ready `, 'm'));
  await expectNothingLeft('metaton-demo');
  expect(demoFolders()).toEqual(before.folders);
  expect(execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' })).toBe(before.tree);
});

test('a demo proves chains on five ports, and that true tokens pass and false ones do not', async () => {
  const { code, stdout } = await metaton(['demo', '--exit-when-ready', '--json']);
  expect(code).toBe(0);
  const verdicts = jsonLines(stdout).find(({ kind }) => kind === 'summary')?.verdicts ?? [];
  const claimsOf = (wanted: string): readonly string[] =>
    verdicts.filter(({ outcome }) => outcome === wanted).map(({ service, claim }) => `${service} ${claim}`);
  const servers = ['dialog', 'hubs', 'hubs-admin', 'reticulum', 'spoke'];
  expect(claimsOf('proven')).toEqual(
    expect.arrayContaining([
      ...servers.map((name) => `${name} serves our certificate`),
      ...servers.map((name) => `${name} serves the certificate that is in certs/`),
      'dialog accepts our perms token',
      'dialog refuses a forged perms token',
      'dialog refuses an expired perms token',
      'postgrest accepts our perms token',
      'postgrest refuses a token for another audience',
      'reticulum signs perms tokens with our key',
      'reticulum shows the page of spoke at /spoke',
      'reticulum has brought the database to the last migration of its checkout',
    ]),
  );
  expect(claimsOf('refuted')).toEqual([]);
  // There is nobody in the demo.
  expect(claimsOf('untried')).toEqual(['reticulum lets an admin through to PostgREST']);
  expect(claimsOf('upstream-defect')).toEqual([
    'dialog refuses a perms token for another audience',
    'dialog keeps out whom it has refused',
  ]);
  // A healthy stack prints nothing that is taken for a failure.
  expect(jsonLines(stdout).filter(({ kind }) => kind === 'failure-seen')).toEqual([]);
});

test.skipIf(!hasTool('ss'))(
  'a kept demo is a workspace whose services are reached from this machine only (needs ss)',
  async () => {
    using folder = makeFolder();
    const kept = path.join(folder.path, 'world');
    const run = start(['demo', '--keep', kept]);
    await run.saw(/Ctrl-C stops everything/);
    const listening = execFileSync('ss', ['-Hltn'], { encoding: 'utf8' });
    for (const port of [3000, 4000, 4443, 5432, 7000, 8080, 8989, 9090])
      expect(listening.match(new RegExp(`\\S+:${port}\\b`, 'g'))).toEqual([`127.0.0.1:${port}`]);
    const doctor = await metaton(['doctor', '-C', kept], {
      env: { METATON_DATA_FOLDER: path.join(kept, '.metaton/user') },
    });
    expect(doctor.stdout).toMatch(/ passed · \d+ warnings? · 0 failed · /);
    expect(doctor.code).toBe(0);
    run.process.kill('SIGTERM');
    expect((await run.finished).code).toBe(130);
    await expectNothingLeft(kept);
  },
);

test('a port that is taken is told with its holder, before anything is started', async () => {
  const server = createServer().listen(4000, '127.0.0.1');
  await once(server, 'listening');
  const { code, stdout, stderr } = await metaton(['demo', '--exit-when-ready']);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/Port 4000 is already in use\..*\n.*pid \d+ \(/);
  expect(stdout).toBe('');
  await expectNothingLeft('metaton-demo');
});

test.each(demoStages)('Ctrl-C %s stops everything and leaves nothing', async (_, stage) => {
  const folders = demoFolders();
  const run = start(['demo', '--json']);
  await run.saw(stage);
  // The terminal sends Ctrl-C to the whole foreground group.
  process.kill(-(run.process.pid ?? 0), 'SIGINT');
  const { code } = await run.finished;
  expect(code).toBe(130);
  await expectNothingLeft('metaton-demo');
  expect(demoFolders()).toEqual(folders);
});

test('a demo refuses to use a folder that holds anything', async () => {
  const { code, stderr } = await metaton(['demo', '--keep', os.tmpdir()]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/not empty/);
});
