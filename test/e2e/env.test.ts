/** `metaton env`: with it, the guide's own commands run what metaton has patched. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import { makeFolder, metaton } from '../helpers/cli.ts';
import { until } from '../helpers/miniature-rig.ts';
import { hasTool } from '../helpers/tools.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

const program = path.resolve('dist/main.js');
const folder = makeFolder();
const workspace = path.join(folder.path, 'it\'s a \\ "world" $HOME `id`');
const { network } = makeMachine({});
const running = new Set<ChildProcess>();
let checkouts = '';

/** A shell in which much is set that would lead a service astray. */
const astray: Readonly<Record<string, string>> = {
  PORT: '1',
  HOST_IP: '203.0.113.7',
  HOST: 'elsewhere.example',
  NODE_ENV: 'production',
  NODE_OPTIONS: '--no-such-option',
  RETICULUM_SERVER: 'dead.example',
  BASE_ASSETS_PATH: 'https://dead.example/',
  DATABASE_URL: 'postgres://dead.example/db',
  PGHOST: 'dead.example',
  PGPORT: '1',
};
const shells = ['sh', 'dash', 'bash', 'zsh', 'fish'].filter(hasTool);

const evaluating = (shell: string, id: string): string =>
  shell === 'fish'
    ? `$NODE $METATON -C $WORKSPACE env ${id} --shell fish | source`
    : `eval "$("$NODE" "$METATON" -C "$WORKSPACE" env ${id})"`;

const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
  NODE: process.execPath,
  METATON: program,
  WORKSPACE: workspace,
});

/** What a shell has once it has evaluated the environment of a service. */
function evaluated(shell: string, id: string, more: Readonly<Record<string, string>> = {}): Map<string, string> {
  const print = 'require("fs").writeSync(1, JSON.stringify(process.env))';
  const script = `${evaluating(shell, id)}; ${shell === 'fish' ? 'set -e NODE_OPTIONS' : 'unset NODE_OPTIONS'}; "$NODE" -e '${print}'`;
  // NODE_OPTIONS that no Node knows would already stop the metaton that is asked here.
  const text = execFileSync(shell, ['-c', script], {
    encoding: 'utf8',
    env: environment({ ...astray, ...more, NODE_OPTIONS: '' }),
  });
  return new Map(Object.entries(JSON.parse(text) as Readonly<Record<string, string>>));
}

/** Runs a command of the guide in a shell, after evaluating what metaton says. */
function byHand(shell: string, id: string, command: string, cwd: string): ChildProcess {
  const child = spawn(shell, ['-c', `${evaluating(shell, id)}; ${command}`], {
    cwd,
    env: environment({ ...astray, NODE_OPTIONS: '' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  return child;
}

/** Ends it with all that it started. */
async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGKILL');
  await closed;
}

/** Waits until somebody serves our certificate at a port; fails where the program ends before. */
async function servesOurs(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (said += part.toString()));
  const authority = path.join(workspace, 'certs/ca.pem');
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`It ended before it served:\n${said}`);
      return network.verifyTls(port, 'localhost', authority).then(
        () => true,
        () => false,
      );
    },
    (isServing) => isServing,
  );
}

/** Addresses, as Linux writes them, on which somebody listens at a port. */
const listeningAt = (port: number): readonly string[] =>
  ['tcp', 'tcp6'].flatMap((file) =>
    readFileSync(`/proc/net/${file}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === '0A' && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
      .map(([, local]) => local?.split(':')[0] ?? ''),
  );

beforeAll(async () => {
  checkouts = await layCheckouts(folder.path);
  mkdirSync(workspace);
  await writeSettings(workspace, checkouts, { hubs: { env: { MINE: `it's "mine" \\ $HOME\n\`id\` ` } } });
  expect((await metaton(['-C', workspace, 'env', 'reticulum'])).stderr).toContain('metaton certs');
  expect((await metaton(['-C', workspace, 'certs'])).code).toBe(0);
});

afterAll(async () => {
  await Promise.all([...running].map(end));
  await metaton(['-C', workspace, 'down']);
  folder[Symbol.dispose]();
});

describe.each(shells)('in %s', (shell) => {
  it('every value arrives as it is, and what would lead astray is gone', () => {
    const hubs = evaluated(shell, 'hubs');
    expect(hubs.get('MINE')).toBe(`it's "mine" \\ $HOME\n\`id\` `);
    expect(hubs.get('NODE_EXTRA_CA_CERTS')).toBe(path.join(workspace, 'certs/ca.pem'));
    for (const name of ['PORT', 'HOST_IP', 'NODE_ENV', 'RETICULUM_SERVER', 'metaton_name'])
      expect([name, hubs.get(name)]).toEqual([name, undefined]);
    expect(hubs.get('PGHOST')).toBe('dead.example');
  });

  it('the key is read from its file, and variables are taken away by the way they begin', () => {
    const reticulum = evaluated(shell, 'reticulum');
    const key = readFileSync(path.join(workspace, 'certs/perms.pem'), 'utf8');
    expect(reticulum.get('PERMS_KEY')?.trimEnd()).toBe(key.trimEnd());
    expect(['DATABASE_URL', 'PGHOST', 'PGPORT'].filter((name) => reticulum.has(name))).toEqual([]);
    expect(reticulum.get('PATH')?.startsWith(path.join(checkouts, 'reticulum/bin'))).toBe(true);
  });
});

it('says no secret, in lines or as JSON, and can be written to a file and sourced', async () => {
  const lines = await metaton(['-C', workspace, 'env', 'reticulum']);
  const json = await metaton(['-C', workspace, 'env', 'reticulum', '--json']);
  const [line = ''] = readFileSync(path.join(workspace, 'certs/perms.pem'), 'utf8').split('\n').slice(1);
  expect(lines.stdout + json.stdout).not.toContain(line);
  expect(JSON.parse(json.stdout)).toMatchObject({
    service: 'reticulum',
    set: { PERMS_KEY: { file: path.join(workspace, 'certs/perms.pem') } },
  });
  const file = path.join(folder.path, 'reticulum.env');
  writeFileSync(file, lines.stdout);
  expect(execFileSync('sh', ['-eu', '-c', `. "${file}"; . "${file}"; echo "$DIALOG_PORT"`], { encoding: 'utf8' })).toBe(
    '4443\n',
  );
});

it('says of a service without code of its own that there is nothing to start', async () => {
  const { code, stderr } = await metaton(['-C', workspace, 'env', 'postgres']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('nothing-to-start')]);
});

describe.runIf(process.platform === 'linux')("the guide's own commands run what was patched", () => {
  beforeAll(async () => {
    expect((await metaton(['-C', workspace, 'patch'])).code).toBe(0);
  });

  it.each([
    ['hubs', 'npm run local', 'hubs', 8080, 'sh'],
    ['hubs-admin', 'npm run local', 'hubs/admin', 8989, 'dash'],
    ['spoke', 'npm start', 'spoke', 9090, shells.includes('zsh') ? 'zsh' : 'bash'],
    ['dialog', 'npm start', 'dialog', 4443, 'sh'],
  ] as const)('%s by `%s`', async (id, command, checkout, port, shell) => {
    const child = byHand(shell, id, command, path.join(checkouts, checkout));
    await servesOurs(child, port);
    expect(listeningAt(port)).toEqual(['0100007F']);
    await end(child);
  });

  it('reticulum by `mix deps.get` and `mix phx.server`, on the database of metaton', async () => {
    expect((await metaton(['-C', workspace, 'up', 'postgres', '--detach'])).code).toBe(0);
    const child = byHand('sh', 'reticulum', 'mix deps.get && mix phx.server', path.join(checkouts, 'reticulum'));
    await servesOurs(child, 4000);
    expect(listeningAt(4000)).toEqual(['0100007F']);
    await end(child);
  });
});
