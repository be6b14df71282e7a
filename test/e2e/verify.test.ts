/** `metaton verify`: a sound stack is proven, and each fault that is planted is found by name and explained. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeDatabase } from '../../src/adapters/database.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import { inside } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

interface Verdict {
  readonly service: string;
  readonly claim: string;
  readonly outcome: string;
  readonly seen: string;
  readonly known?: readonly { readonly id: string }[];
}

interface Verified {
  readonly code: number | null;
  readonly verdicts: readonly Verdict[];
}

async function verify(folder: string): Promise<Verified> {
  const { code, stdout } = await metaton(['verify', '--json'], inside(folder));
  const { verdicts = [] } = JSON.parse(stdout.split('\n')[0] ?? '{}') as { verdicts?: readonly Verdict[] };
  return { code, verdicts };
}

/** What is refuted, with what is known of it. */
const refuted = ({ verdicts }: Verified): readonly (readonly string[])[] =>
  verdicts
    .filter(({ outcome }) => outcome === 'refuted')
    .map(({ service, claim, known = [] }) => [`${service} ${claim}`, ...known.map(({ id }) => id)]);

const untried = ({ verdicts }: Verified): readonly string[] =>
  verdicts.filter(({ outcome }) => outcome === 'untried').map(({ service, claim }) => `${service} ${claim}`);

async function bringUp(folder: string, ...words: readonly string[]): Promise<Run> {
  const run = start(['up', ...words], inside(folder));
  await run.saw(/Ctrl-C stops everything/);
  return run;
}

async function takeDown(run: Run, folder: string): Promise<void> {
  run.process.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
  await expectNothingLeft(folder);
}

/** As the first who signs in is made one. */
const makeAdmin = (): Promise<unknown> =>
  makeDatabase({ files: makeFiles() }).query(
    'postgres://postgres:postgres@127.0.0.1:5432/ret_dev',
    'insert into ret0.accounts (is_admin) values (true)',
  );

async function pidOf(service: string, folder: string): Promise<number> {
  const { stdout } = await metaton(['ps', '--json'], inside(folder));
  const { services } = JSON.parse(stdout.split('\n')[0] ?? '') as { services: { service: string; pid: number }[] };
  return services.find((one) => one.service === service)?.pid ?? 0;
}

test('a sound stack is proven whole; another audience in reticulum.conf and a page server that is down are found', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path));
  const nothing = await metaton(['verify'], inside(folder.path));
  expect([nothing.code, nothing.stdout]).toEqual([4, '']);
  const run = await bringUp(folder.path);

  await makeAdmin();
  const sound = await verify(folder.path);
  expect([sound.code, refuted(sound), untried(sound)]).toEqual([0, [], []]);
  const forPeople = await metaton(['verify'], inside(folder.path));
  expect(forPeople.stdout).toMatch(/^ {2}✓ lets an admin through to PostgREST$/m);
  expect(forPeople.stdout).toMatch(/^ {2}! keeps out whom it has refused: .*known defect upstream/m);

  const conf = path.join(folder.path, '.metaton', 'postgrest', 'reticulum.conf');
  await writeFile(conf, (await readFile(conf, 'utf8')).replace('"ret_perms"', '"somebody_else"'));
  // It reads its settings again.
  process.kill(await pidOf('postgrest', folder.path), 'SIGUSR2');
  await expect
    .poll(async () => refuted(await verify(folder.path)), { timeout: 20_000 })
    .toEqual([
      ['reticulum lets an admin through to PostgREST', 'audience-wrong'],
      ['postgrest accepts our perms token', 'audience-wrong'],
    ]);
  // What the explanation advises.
  expect((await metaton(['restart', 'postgrest'], inside(folder.path))).code).toBe(0);
  expect(refuted(await verify(folder.path))).toEqual([]);

  expect((await metaton(['stop', 'hubs'], inside(folder.path))).code).toBe(0);
  const down = await metaton(['verify'], inside(folder.path));
  expect(down.code).toBe(1);
  expect(down.stdout).toMatch(/^ {2}✗ shows the page of hubs at \/: answered 503: Missing file index\.html/m);
  expect(down.stdout).toMatch(/^ {2}– serves our certificate: could not be tried: it was stopped$/m);
  expect(down.stderr).toMatch(/reticulum could not get a page from its page server\. +\[page-origin-down\]/);
  await takeDown(run, folder.path);
});

test('swapped keys and a certificate of before are found where they are, and nowhere else', async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  const before = path.join(folder.path, 'certificate of before');
  const fault = (name: string): Readonly<Record<string, unknown>> => ({
    env: { MINIATURE_FAULT: name, MINIATURE_FAULT_CERTS: before },
  });
  await writeSettings(folder.path, checkouts, {
    dialog: fault('wrong-key'),
    reticulum: fault('wrong-key'),
    hubs: fault('stale-certificate'),
  });
  expect((await metaton(['certs'], inside(folder.path))).code).toBe(0);
  const authority = {
    authorityFolder: path.join(folder.path, 'user data', 'authority'),
    authorityMaker: 'metaton',
  } as const;
  await makeCertificates(makeFiles()).ensureLeaf(authority, ['localhost'], before);

  const run = await bringUp(folder.path, '--verify');
  await makeAdmin();
  const verified = await verify(folder.path);
  expect(verified.code).toBe(1);
  expect(refuted(verified)).toEqual([
    ['dialog accepts our perms token', 'perms-key-mismatch'],
    ['hubs serves the certificate that is in certs/', 'certificate-stale'],
    ['reticulum signs perms tokens with our key', 'reticulum-signs-with-other-key'],
    ['reticulum lets an admin through to PostgREST', 'jwk-mismatch'],
  ]);
  run.process.kill('SIGINT');
  const finished = await run.finished;
  expect(finished.stdout).toMatch(/^dialog .* 5 of 6$/m);
  expect(finished.stderr).toMatch(/proof-refuted · dialog[^✗]*perms-key-mismatch/);
  await expectNothingLeft(folder.path);
});

test('a part of the stack is proven for itself', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path));
  const run = await bringUp(folder.path, '--only', 'dialog');
  const { code, verdicts } = await verify(folder.path);
  expect(code).toBe(0);
  expect(new Set(verdicts.filter(({ outcome }) => outcome === 'proven').map(({ service }) => service))).toEqual(
    new Set(['dialog']),
  );
  expect(verdicts).toContainEqual({
    service: 'spoke',
    claim: 'takes part',
    outcome: 'untried',
    seen: 'it is not part of the stack that runs',
  });
  await takeDown(run, folder.path);
});
