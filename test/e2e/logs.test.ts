/** What services print, on disk and through `metaton logs`, with services of the user's own. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, start, type Run, type RunOptions } from '../helpers/cli.ts';

const programs = path.resolve('test/fixtures/programs');

/** A service by name: its program with arguments, a line that says it is ready, and its variables. */
type Own = Readonly<
  Record<string, { readonly words: readonly string[]; readonly ready: string; readonly env?: Record<string, string> }>
>;

async function writeOwn(folder: string, services: Own): Promise<void> {
  const entries = Object.entries(services).map(([name, { words, ready, env = {} }]) => {
    const [program = '', ...args] = words;
    return [name, { command: [process.execPath, path.join(programs, program), ...args], ready: { log: ready }, env }];
  });
  // JSON is YAML.
  const settings = JSON.stringify({ services: Object.fromEntries(entries) as unknown });
  await writeFile(path.join(folder, 'metaton.yaml'), settings);
}

const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data') },
});

async function upAndReady(folder: string, services: Own): Promise<Run> {
  await writeOwn(folder, services);
  const run = start(['up', ...Object.keys(services)], inside(folder));
  await run.saw(/Ctrl-C stops everything/);
  return run;
}

async function stop(run: Run): Promise<void> {
  run.process.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
}

const logsIn = (folder: string): string => path.join(folder, '.metaton', 'logs');

/** A log from its oldest file to its newest. */
async function wholeLog(folder: string, name: string): Promise<Buffer> {
  const names = (await readdir(logsIn(folder))).filter((file) => file === name || file.startsWith(`${name}.`));
  const oldestFirst = names.sort((a, b) => ageOf(b) - ageOf(a));
  return Buffer.concat(await Promise.all(oldestFirst.map((file) => readFile(path.join(logsIn(folder), file)))));
}

const ageOf = (file: string): number => Number(/\.(\d+)$/.exec(file)?.[1] ?? 0);

/** Everything below `.metaton/logs`, as Latin-1. */
async function allLogs(folder: string): Promise<string> {
  const names = await readdir(logsIn(folder));
  return (await Promise.all(names.map((name) => readFile(path.join(logsIn(folder), name), 'latin1')))).join('');
}

const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/line (\d+) ✓/g)].map(([, number]) => Number(number));

const countTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

test('what services print is on disk, whole, in order and byte for byte, for nobody else to read', async () => {
  using folder = makeFolder();
  const run = await upAndReady(folder.path, {
    chatter: { words: ['chatter.mjs', '3000'], ready: 'all said' },
    bytes: { words: ['bytes.mjs'], ready: 'ready' },
  });
  await stop(run);
  const chatter = await readFile(path.join(logsIn(folder.path), 'chatter.log'), 'utf8');
  expect(numbersIn(chatter)).toEqual(countTo(3000));
  expect(chatter).toMatch(/^to the other stream$/m);
  expect(await readFile(path.join(logsIn(folder.path), 'bytes.log'))).toEqual(
    Buffer.concat([
      Buffer.from('✓ tëst\n'),
      Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a]),
      Buffer.from('ready\nlast words\n'),
    ]),
  );
  expect((await stat(logsIn(folder.path))).mode & 0o777).toBe(0o700);
  for (const name of await readdir(logsIn(folder.path)))
    expect((await stat(path.join(logsIn(folder.path), name))).mode & 0o777).toBe(0o600);
  await expectNothingLeft(folder.path);
});

test('logs shows them while the stack is down, merged, picked, and for programs', async () => {
  using folder = makeFolder();
  const services: Own = {
    chatter: { words: ['chatter.mjs', '50'], ready: 'all said' },
    bytes: { words: ['bytes.mjs'], ready: 'ready' },
  };
  await stop(await upAndReady(folder.path, services));
  const logs = async (...words: string[]): Promise<string> => {
    const { code, stdout } = await metaton(['logs', ...words], inside(folder.path));
    expect(code).toBe(0);
    return stdout;
  };
  const all = await logs();
  expect(numbersIn(all)).toEqual(countTo(50));
  expect(all).toMatch(/^chatter +\| line 0 ✓ $/m);
  expect(all).toMatch(/^bytes +\| ✓ tëst$/m);
  expect(await logs('bytes')).not.toMatch(/chatter/);
  expect(numbersIn(await logs('--lines', '5', '--grep', 'line'))).toEqual([45, 46, 47, 48, 49]);
  expect(numbersIn(await logs('--grep', 'line 1\\d '))).toEqual(countTo(20).slice(10));
  expect(await logs('--since', '2999-01-01')).toBe('');
  expect(await logs('--since', '1h')).toBe(all);
  const records = (await logs('--json', 'chatter'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records[0]).toMatchObject({ schemaVersion: 1, kind: 'service-phase', service: 'chatter', phase: 'waiting' });
  expect(records).toContainEqual(
    expect.objectContaining({ kind: 'line', stream: 'stderr', line: 'to the other stream', level: 'info' }),
  );
  expect(records.at(-1)).toMatchObject({ kind: 'service-exited', service: 'chatter', exit: { signal: 'SIGTERM' } });
});

const secrets = {
  LINK_TOKEN: randomBytes(16).toString('hex'),
  PAYLOAD: randomBytes(20).toString('hex'),
  HEX_TOKEN: randomBytes(16).toString('hex'),
  WEB_TOKEN: ['{"alg":"RS512"}', '{"aud":"ret"}', 'not really signed']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.'),
  PASSWORD: 'hush!hush',
  PEM: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string,
};

async function expectNoSecrets(folder: string): Promise<void> {
  const { PEM, ...others } = secrets;
  const text = await allLogs(folder);
  for (const secret of [...Object.values(others), ...PEM.trimEnd().split('\n')]) expect(text).not.toContain(secret);
}

test('no secret that a service prints is kept', async () => {
  using folder = makeFolder();
  const run = await upAndReady(folder.path, {
    teller: { words: ['teller.mjs'], ready: 'nothing more', env: secrets },
  });
  await stop(run);
  await expectNoSecrets(folder.path);
  const { stdout } = await metaton(['logs', '--level', 'error'], inside(folder.path));
  expect(stdout).toBe('teller     | [error] cannot reach postgres://postgres:***@localhost:5432/ret_dev\n'.repeat(2));
  const text = await wholeLog(folder.path, 'teller.log');
  expect(text.toString()).toMatch(/^ \[sign-in link: metaton login\]$/m);
  expect(text.toString()).toMatch(/\[private key\]\nnothing more\n/);
});

test('no secret is kept in the words about a crash', async () => {
  using folder = makeFolder();
  await writeOwn(folder.path, { teller: { words: ['teller.mjs', '3'], ready: 'never', env: secrets } });
  expect((await metaton(['up', 'teller'], inside(folder.path))).code).toBe(1);
  await expectNoSecrets(folder.path);
  const { stderr, code } = await metaton(['logs'], inside(folder.path));
  expect(code).toBe(0);
  expect(stderr).toMatch(/teller ended by itself with exit code 3; it is started again/);
  expect(stderr).toMatch(/teller ended by itself 6 times in a row[^→]*with exit code 3/);
});

test('rotation loses nothing, on disk or for one who follows', async () => {
  using folder = makeFolder();
  // Twelve mebibytes of lines.
  const count = 60_000;
  await writeOwn(folder.path, { chatter: { words: ['chatter.mjs', String(count), '200'], ready: 'all said' } });
  const follower = start(['logs', '--follow', '--since', '1h'], inside(folder.path));
  const run = start(['up', 'chatter'], inside(folder.path));
  const isSaid = (): Promise<boolean> =>
    wholeLog(folder.path, 'chatter.log').then(
      (bytes) => bytes.includes('all said'),
      () => false,
    );
  await expect.poll(isSaid, { timeout: 60_000, interval: 500 }).toBe(true);
  await stop(run);
  await follower.saw(/chatter stopped/);
  follower.process.kill('SIGINT');
  const { stdout, code } = await follower.finished;
  expect(code).toBe(130);
  expect(numbersIn(stdout)).toEqual(countTo(count));
  const names = await readdir(logsIn(folder.path));
  expect(names).toEqual(expect.arrayContaining(['chatter.log.1', 'events.ndjson.1']));
  for (const name of names)
    expect((await stat(path.join(logsIn(folder.path), name))).size).toBeLessThanOrEqual(10 * 1_048_576);
  expect(numbersIn((await wholeLog(folder.path, 'chatter.log')).toString())).toEqual(countTo(count));
  expect(numbersIn((await metaton(['logs'], inside(folder.path))).stdout)).toEqual(countTo(count));
});

test('logs --follow begins near the end and goes on through a stop and the next start', async () => {
  using folder = makeFolder();
  const services: Own = { chatter: { words: ['chatter.mjs', '50'], ready: 'all said' } };
  await stop(await upAndReady(folder.path, services));
  const follower = start(['logs', '-f'], inside(folder.path));
  await follower.saw(/chatter stopped/);
  await stop(await upAndReady(folder.path, services));
  await follower.saw(/line 49 [\s\S]*line 49 /);
  follower.process.kill('SIGINT');
  const { stdout } = await follower.finished;
  const numbers = numbersIn(stdout);
  expect(numbers.slice(-50)).toEqual(countTo(50));
  expect(numbers.length).toBeLessThan(100);
});

test('a log that cannot be written is told once, and the stack runs on', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path.join(folder.path, '.metaton'), { mode: 0o700 });
  await writeFile(logsIn(folder.path), 'in the way');
  const run = await upAndReady(folder.path, { chatter: { words: ['chatter.mjs', '50'], ready: 'all said' } });
  run.process.kill('SIGINT');
  const { code, stderr, stdout } = await run.finished;
  expect(code).toBe(130);
  expect(stderr.match(/log-write-failed/g)).toHaveLength(1);
  expect(numbersIn(stdout)).toEqual(countTo(50));
});

test('logs in a workspace that never ran shows nothing', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '');
  expect(await metaton(['logs'], inside(folder.path))).toMatchObject({ code: 0, stdout: '' });
});

test.each([
  [['wbe'], /There is no service wbe/],
  [['--since', '10'], /--since cannot be "10"\..*\n.*10m/],
  [['--grep', '('], /--grep cannot be "\("/],
  [['--level', 'loud'], /--level cannot be "loud"\..*\n.*error, warn/],
  [['--lines', 'x'], /--lines cannot be "x"/],
])('logs %j is told with exit code 2', async (words, expected) => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '');
  const { code, stderr } = await metaton(['logs', ...words], inside(folder.path));
  expect(stderr).toMatch(expected);
  expect(code).toBe(2);
});
