/** `init` and `up` with checkouts of the user's own. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, start, type RunOptions } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';
import { checkoutNames, layCheckouts, sourceWords, writeSettings } from '../helpers/workspace.ts';

/** A workspace whose authority is not the tester's own. */
const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data') },
});

const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });

test('init, up, doctor, and everything taken back', async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  for (const name of checkoutNames) {
    git(path.join(checkouts, name), 'init', '--quiet');
    git(path.join(checkouts, name), 'add', '--all');
    git(path.join(checkouts, name), 'commit', '--quiet', '--message', 'Begin');
  }

  const init = await metaton(['init', ...sourceWords(checkouts)], inside(folder.path));
  expect(init.stderr).toMatch(/All is in place/);
  expect(init.code).toBe(0);
  const settings = await readFile(path.join(folder.path, 'metaton.yaml'), 'utf8');
  expect(settings).toContain(path.join(checkouts, 'spoke'));
  for (const key of ['key.pem', 'perms.pem'])
    expect((await stat(path.join(folder.path, 'certs', key))).mode & 0o777).toBe(0o600);
  expect((await stat(path.join(folder.path, '.metaton'))).mode & 0o777).toBe(0o700);

  const again = await metaton(['init', '--json'], inside(folder.path));
  expect(again.code).toBe(0);
  const changed = again.stdout
    .split('\n')
    .filter((line) => line.includes('"step-succeeded"') && !line.includes('"note"'));
  expect(changed.filter((line) => !/:(start|ready)"/.test(line))).toEqual([]);

  const check = await metaton(['patch', '--check'], inside(folder.path));
  expect(check.stdout).not.toMatch(/^pristine/m);
  expect(check.code).toBe(0);

  const run = start(['up'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  const doctor = await metaton(['doctor', '--json'], inside(folder.path));
  expect(doctor.code).toBe(0);
  const { checks } = JSON.parse(doctor.stdout) as { checks: { id: string; status: string }[] };
  // What is said of the machine is the machine's.
  const ours = checks.filter(
    ({ id }) => !/^(?:host\.|tool\.|cert\.trust\.(?:os|browser)$|net\.reach$|pgrst\.binary$)/.test(id),
  );
  expect(ours.filter(({ status }) => status === 'warn' || status === 'fail').map(({ id }) => id)).toEqual([]);
  const second = await metaton(['up'], inside(folder.path));
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`running already.*\n.*pid ${run.process.pid} runs those of`));
  run.process.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
  await expectNothingLeft(folder.path);

  expect((await metaton(['patch', '--revert'], inside(folder.path))).code).toBe(0);
  for (const name of checkoutNames) {
    // What the services themselves made is not metaton's to remove.
    const left = git(path.join(checkouts, name), 'status', '--porcelain')
      .split('\n')
      .filter((line) => !/storage|deps/.test(line));
    expect(left.join('')).toBe('');
  }
});

test('a service that crashes whenever it is started is given up on with its first and last words; the others go on', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path), { dialog: { env: { MINIATURE_FAULT: 'crash' } } });
  const run = start(['up', '--only', 'dialog', 'hubs'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  await run.saw(/service-crash-loop · dialog/);
  run.process.kill('SIGINT');
  const { code, stderr, stdout } = await run.finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/dialog ended by itself with exit code 3; it is started again at once/);
  expect(stderr).toMatch(
    /dialog ended by itself 6 times in a row; it is not started again\.[^→]*the first time, with exit code 3:[^→]*the last time, with exit code 3:/,
  );
  expect(stdout).toMatch(/^dialog +crashed/m);
  expect(stdout).toMatch(/^hubs +ready/m);
  await expectNothingLeft(folder.path);
});

test('where all that is wanted is given up on, up ends by itself', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path), { dialog: { env: { MINIATURE_FAULT: 'crash' } } });
  const { code, stderr } = await metaton(['up', '--only', 'dialog'], inside(folder.path));
  expect(code).toBe(1);
  expect(stderr.match(/service-crash-loop · dialog/g)).toHaveLength(1);
  await expectNothingLeft(folder.path);
});

test('a service that is not ready in time is told with what its last probe saw; the others go on', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path), {
    dialog: { env: { MINIATURE_FAULT: 'never-ready' }, readyWithin: 2 },
  });
  const run = start(['up', '--only', 'dialog', 'hubs'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  run.process.kill('SIGINT');
  const { stderr, stdout } = await run.finished;
  expect(stderr).toMatch(
    /dialog was not ready within 2 s\.[^→]*it waited for [^→]*the last probe said: .*ECONNREFUSED/,
  );
  expect(stdout).toMatch(/^dialog +unready/m);
  expect(stdout).toMatch(/^hubs +ready/m);
  await expectNothingLeft(folder.path);
});

test('a service that ignores SIGTERM is killed after its grace, and that is said', async () => {
  using folder = makeFolder();
  await writeSettings(folder.path, await layCheckouts(folder.path), {
    dialog: { env: { MINIATURE_FAULT: 'ignore-sigterm' } },
  });
  const run = start(['up', '--only', 'dialog'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  run.process.kill('SIGINT');
  await run.saw(/stopped|SIGTERM|killed/);
  // The second Ctrl-C does not wait for the grace.
  run.process.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/dialog did not stop in time and was killed/);
  await expectNothingLeft(folder.path);
});

test.skipIf(!hasTool('pkill'))(
  'a service that dies while the stack is up is started again; the others never notice (needs pkill)',
  async () => {
    using folder = makeFolder();
    await writeSettings(folder.path, await layCheckouts(folder.path));
    const run = start(['up', '--json', '--only', 'dialog', 'hubs'], inside(folder.path));
    await run.saw(/"kind":"summary"/);
    // Of this metaton only: there may be other processes of that name.
    execFileSync('pkill', ['-KILL', '--parent', String(run.process.pid), '--full', '--exact', 'dialog']);
    await run.saw(
      /"service":"dialog",[^\n]*"phase":"crashed",[^\n]*"signal":"SIGKILL"[^]*"service":"dialog",[^\n]*"phase":"ready"/,
    );
    run.process.kill('SIGINT');
    const { stdout } = await run.finished;
    expect(stdout.match(/"service":"hubs",[^\n]*"phase":"starting"/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/"kind":"problem"/);
    await expectNothingLeft(folder.path);
  },
);

test('a program of the user runs under the same supervisor', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'bot.mjs'), "console.log('bot is here'); setInterval(() => {}, 1000);\n");
  await writeFile(
    path.join(folder.path, 'metaton.yaml'),
    'services:\n  bot: { command: "node bot.mjs", ready: { log: "is here" } }\n',
  );
  const run = start(['up', '--only', 'bot'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  run.process.kill('SIGTERM');
  const { stdout } = await run.finished;
  expect(stdout).toMatch(/^bot +\| bot is here$/m);
  await expectNothingLeft(folder.path);
});

test('certs works in a workspace without services', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '');
  const { code, stdout } = await metaton(['certs'], inside(folder.path));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^authority +usable/m);
  expect(stdout).toMatch(/^certificate +usable .*localhost/m);
  expect(stdout).toMatch(/^perms keys +usable/m);
  const again = await metaton(['certs', '--json'], inside(folder.path));
  expect(JSON.parse(again.stdout)).toMatchObject({ schemaVersion: 1, folder: path.join(folder.path, 'certs') });
});

test('without any code, up names what to clone and changes nothing', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '');
  const { code, stderr } = await metaton(['up'], inside(folder.path));
  expect(code).toBe(1);
  for (const name of checkoutNames) expect(stderr).toMatch(new RegExp(`The code of ${name} is not there`));
  expect(stderr).toMatch(/git clone https:\/\/github\.com\/DAO-TON-CON\/hubs\.git/);
  await expectNothingLeft(folder.path);
});

const mistakes = [
  ['an unknown setting', 'hst: localhost\n', /The setting hst is not known\..*\n.*metaton\.yaml:1\n.*host/],
  ['a port that cannot move', 'services:\n  reticulum: { ports: { https: 4001 } }\n', /cannot move from 4000/],
  ['an unknown service', 'services:\n  reticulun: {}\n', /There is no service reticulun/],
  ['a wrong type', 'host: [a]\n', /The setting host is not valid\..*\n.*metaton\.yaml:1: expected string/],
  [
    'a database that reticulum would not find',
    'database: { url: "postgres://postgres:postgres@db:5433/ret_dev" }\n',
    /The port in database\.url must be 5432/,
  ],
  ['text that is not YAML', 'host: "\n', /not valid YAML/],
] as const;

test.each(mistakes)('%s is told with its place and exit code 2', async (_, text, expected) => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), text);
  const { code, stderr, stdout } = await metaton(['up'], inside(folder.path));
  expect(stderr).toMatch(expected);
  expect(code).toBe(2);
  expect(stdout).toBe('');
});

test('words that metaton does not take end with 2 and no stack trace', async () => {
  const { code, stderr } = await metaton(['upp']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/unknown command/);
  expect(stderr).not.toMatch(/ at .*:\d+/);
});

test('settings come from flags, then the shell, then .env, then the file, and config says which', async () => {
  using folder = makeFolder();
  await writeFile(
    path.join(folder.path, 'metaton.yaml'),
    'host: file.local\npostgrest: { mirror: "https://mirror.local" }\n',
  );
  await writeFile(path.join(folder.path, '.env'), 'METATON_HOST=dotenv.local\nMETATON_PRESET=hubs-foundation\n');
  const { stdout } = await metaton(['config'], { cwd: folder.path, env: { METATON_HOST: 'shell.local' } });
  expect(stdout).toMatch(/^host +shell\.local +environment$/m);
  expect(stdout).toMatch(/^preset +hubs-foundation +\.env$/m);
  expect(stdout).toMatch(/^postgrest\.mirror +https:\/\/mirror\.local +metaton\.yaml$/m);
});
