/** Signing in without a mail server, against a running miniature stack and a real Postgres. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Finished, makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { useLink } from '../helpers/sign-in-link.ts';

const folder = makeFolder();
const world = path.join(folder.path, 'world');
let run: Run;

const ask = (...words: string[]): Promise<Finished> => metaton(words, { cwd: world });

beforeAll(async () => {
  run = start(['demo', '--keep', world]);
  await run.saw(/Ctrl-C stops everything/);
});

afterAll(async () => {
  run.process.kill('SIGTERM');
  await run.finished;
  folder[Symbol.dispose]();
});

/** Status of an answer of reticulum. */
async function statusOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const ca = await readFile(path.join(world, 'certs/ca.pem'));
  return new Promise((resolve, reject) => {
    get(url, { ca, family: 4, headers: { 'user-agent': 'test', ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
}

/** Whether this login may look at all accounts. */
const seesAccounts = async (credentials = ''): Promise<boolean> =>
  (await statusOf('https://localhost:4000/api/postgrest/accounts', { authorization: `Bearer ${credentials}` })) === 200;

/** All that is kept of what services print. */
async function keptLogs(): Promise<string> {
  const logs = path.join(world, '.metaton/logs');
  const texts = (await readdir(logs)).map((name) => readFile(path.join(logs, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

const odd = 'Ünï+x\'"y@Example.org';

test('a link signs in once, makes the account, and an administrator of it without a new start', async () => {
  const early = await ask('admin', odd);
  expect(early).toMatchObject({ code: 1, stderr: expect.stringMatching(/has not signed in yet/) as unknown });

  const { code, stdout: link } = await ask('login', odd, '--print');
  expect(code).toBe(0);
  const [event, { credentials }] = await useLink(link.trim(), world);
  expect(event).toBe('auth_credentials');
  expect((await useLink(link.trim(), world))[0]).toBe('phx_error');

  expect(await seesAccounts(credentials)).toBe(false);
  expect(await ask('admin', odd.toLowerCase())).toMatchObject({ code: 0 });
  expect(await seesAccounts(credentials)).toBe(true);
  expect(await ask('admin', odd, '--revoke')).toMatchObject({ code: 0 });
  expect(await seesAccounts(credentials)).toBe(false);
});

test.each([
  ['today', ''],
  ['in 2022', '  "bamboo": {},\n'],
])('the link is caught from what the mailer prints %s, and kept nowhere', async (_when, lock) => {
  await writeFile(path.join(world, 'services/reticulum/mix.lock'), `%{\n${lock}}\n`);
  for (const address of ['new@example.org', 'new@example.org']) {
    const { code, stdout } = await ask('login', address, '--admin', '--json');
    expect(code).toBe(0);
    const { link } = JSON.parse(stdout) as { readonly link: string };
    const query = new URL(link).searchParams;
    const [, { credentials }] = await useLink(link, world);
    expect(await seesAccounts(credentials)).toBe(true);
    const kept = await keptLogs();
    expect(kept).toContain('[sign-in link: metaton login]');
    for (const name of ['auth_token', 'auth_payload'])
      for (const form of [query.get(name) ?? '', encodeURIComponent(query.get(name) ?? '')])
        expect(kept).not.toContain(form);
  }
  const { stdout } = await ask('admin', '--list', '--json');
  const { accounts } = JSON.parse(stdout) as { readonly accounts: readonly { readonly id: string }[] };
  expect(accounts.map(({ id }) => BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER))).toEqual(accounts.map(() => true));
  // Twice the same address is one account, and the odd one has another.
  expect(accounts).toHaveLength(2);
});

test('a room is made and has a page, and rooms are made permissive', async () => {
  const { code, stdout } = await ask('rooms', 'create', "Somebody's 1st room");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^https:\/\/localhost:4000\/\w{7}\/somebody-s-1st-room$/m);
  expect(await statusOf(stdout.trim())).toBe(200);
  expect(await ask('rooms', 'permissive', 'on')).toMatchObject({ code: 0 });
  expect(await ask('rooms', 'permissive', 'off')).toMatchObject({ code: 0 });
  expect(await ask('rooms', 'permissive', 'maybe')).toMatchObject({ code: 2 });
});

test('what is no address, and what is only asked for with --dry-run, changes nothing', async () => {
  const before = await ask('admin', '--list', '--json');
  expect(await ask('login', 'nobody')).toMatchObject({ code: 2 });
  expect(await ask('admin')).toMatchObject({ code: 2 });
  for (const words of [
    ['login', 'a@b.c', '--admin'],
    ['admin', odd],
    ['rooms', 'create'],
    ['rooms', 'permissive', 'on'],
  ])
    expect(await ask(...words, '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Would /) as unknown,
    });
  expect((await ask('admin', '--list', '--json')).stdout).toBe(before.stdout);
});

test('a reticulum that does not run is said to', async () => {
  expect(await ask('stop', 'reticulum')).toMatchObject({ code: 0 });
  expect(await ask('login', 'a@b.c')).toMatchObject({ code: 3, stderr: expect.stringMatching(/stopped/) as unknown });
  expect(await ask('rooms', 'create')).toMatchObject({ code: 3 });
  // The database runs on.
  expect(await ask('admin', odd)).toMatchObject({ code: 0 });
});
