/** Every check of a workspace that is not running: a real fault, and where `--fix` can, its end. */
import { X509Certificate } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import type { FoundProgram } from '../../src/model/tool.ts';
import { lookAround } from '../../src/stack/look-around.ts';
import { type DoctorRig, doctorRig, wordsOf } from '../helpers/doctor-rig.ts';
import { permsKeys } from '../helpers/miniature-rig.ts';
import { writeSettings } from '../helpers/workspace.ts';

let rig: DoctorRig;
const at = (...parts: readonly string[]): string => path.join(rig.folder, ...parts);
const checkout = (...parts: readonly string[]): string => path.join(rig.checkouts, ...parts);

beforeAll(async () => {
  rig = await doctorRig();
});
afterAll(() => rig.close());

const nothingToDo = { mended: [], left: [] };

/** Mends it, sees it pass, and sees that there is nothing left to do. */
async function expectMended(id: string): Promise<void> {
  expect(await rig.fix(id)).toMatchObject({ mended: [id], left: [] });
  expect((await rig.ask(id)).status).toBe('pass');
  expect(await rig.fix(id)).toMatchObject(nothingToDo);
}

/** Writes a file, asks, and puts back what was there. */
async function withFile<T>(file: string, text: string | undefined, ask: () => Promise<T>): Promise<T> {
  const before = await readFile(file).catch(() => undefined);
  const mode = before && (await stat(file)).mode;
  await mkdir(path.dirname(file), { recursive: true });
  if (text === undefined) await rm(file, { force: true });
  else await writeFile(file, text);
  try {
    return await ask();
  } finally {
    if (before) {
      await writeFile(file, before);
      await chmod(file, Number(mode) & 0o777);
    } else await rm(file, { force: true });
  }
}

const withSettings = async <T>(more: Parameters<typeof writeSettings>[2], ask: () => Promise<T>): Promise<T> => {
  await writeSettings(rig.folder, rig.checkouts, more);
  try {
    return await ask();
  } finally {
    await writeSettings(rig.folder, rig.checkouts);
  }
};

describe('a workspace in which nothing has been made', () => {
  it('is made whole by --fix, in the order of need, and a second run has nothing to do', async () => {
    for (const id of ['cert.ca', 'cert.leaf', 'key.perms', 'patch.state', 'deps.mix', 'pgrst.config'])
      expect(wordsOf(await rig.ask(id)), id).toMatch(/^fail/);
    const { mended, left } = await rig.fix();
    expect(mended).toEqual(expect.arrayContaining(['cert.ca', 'key.perms', 'patch.state', 'deps.mix', 'pgrst.config']));
    // What is left is the machine's, or known of dialog.
    expect(
      left.map(({ id }) => id).filter((id) => !/^(?:host|tool|net\.exposure|pgrst\.binary|cert\.trust)/.test(id)),
    ).toEqual([]);
    expect((await rig.fix()).mended).toEqual([]);
  });
});

describe('certificates and keys', () => {
  it('cert.ca: an authority whose key is another', async () => {
    const key = at('user data', 'authority', 'ca-key.pem');
    await chmod(key, 0o600);
    const found = await withFile(key, permsKeys().privateKey, () => rig.ask('cert.ca'));
    expect(wordsOf(found)).toMatch(/^fail[\s\S]*metaton certs/);
    await chmod(key, 0o400);
    expect((await rig.ask('cert.ca')).status).toBe('pass');
  });

  it('cert.leaf: one that is missing, and one that ends soon', async () => {
    await rm(at('certs', 'cert.pem'));
    expect(wordsOf(await rig.ask('cert.leaf'))).toMatch(/^fail/);
    await expectMended('cert.leaf');
    const { validTo } = new X509Certificate(await readFile(at('certs', 'cert.pem')));
    const clock = { ...rig.session.machine.clock, now: () => Date.parse(validTo) - 20 * 86_400_000 };
    const certificates = makeCertificates(rig.session.machine.files, clock);
    const soon = await rig.ask('cert.leaf', (ground) => ({ ...ground, machine: { ...ground.machine, certificates } }));
    expect(wordsOf(soon)).toMatch(/^warn\nThe certificate ends in \d+ days/);
  });

  it('cert.leaf: one that has run out', async () => {
    const late = Date.now() + 5 * 365 * 86_400_000;
    const found = await rig.ask('cert.leaf', (ground) => ({
      ...ground,
      machine: {
        ...ground.machine,
        certificates: makeCertificates(makeFiles(), { ...ground.machine.clock, now: () => late }),
      },
    }));
    expect(wordsOf(found)).toMatch(/^fail[\s\S]*expired/);
  });

  it('key.perms: a public key of another pair', async () => {
    await writeFile(at('certs', 'perms.pub.pem'), permsKeys().publicKey);
    expect(wordsOf(await rig.ask('key.perms'))).toMatch(/^fail[\s\S]*perms\.pub\.pem/);
    await expectMended('key.perms');
  });

  it('key.mode-alg: a secret that others can read, and a public key with private parts', async () => {
    await chmod(at('certs', 'perms.pem'), 0o644);
    await chmod(at('.metaton', 'postgrest', 'reticulum.conf'), 0o640);
    const jwk = JSON.parse(await readFile(at('certs', 'reticulum-jwk.json'), 'utf8')) as object;
    await writeFile(at('certs', 'reticulum-jwk.json'), JSON.stringify({ ...jwk, d: 'AQAB' }));
    expect(wordsOf(await rig.ask('key.mode-alg'))).toMatch(/^fail[\s\S]*private parts: d/);
    await expectMended('key.mode-alg');
    expect((await stat(at('.metaton', 'postgrest', 'reticulum.conf'))).mode & 0o777).toBe(0o600);
  });

  it('cert.copies: a copy that is missing, and one that others can read', async () => {
    await rm(checkout('hubs', 'certs', 'cert.pem'));
    await chmod(checkout('spoke', 'certs', 'key.pem'), 0o644);
    const words = wordsOf(await rig.ask('cert.copies'));
    expect(words).toMatch(/^fail/);
    expect(words).toContain('hubs/certs/cert.pem is missing');
    expect(words).toContain('spoke/certs/key.pem can be read by other users');
    await expectMended('cert.copies');
  });
});

describe('code', () => {
  it('repo.present: a checkout that is not there', async () => {
    await rename(checkout('dialog'), checkout('elsewhere'));
    expect(wordsOf(await rig.ask('repo.present'))).toMatch(/^fail\nThe code of dialog/);
    await rename(checkout('elsewhere'), checkout('dialog'));
    expect((await rig.ask('repo.present')).status).toBe('pass');
  });

  it('repo.dirty: a file that somebody has changed, but not one that metaton has', async () => {
    const git = async (...words: readonly string[]): Promise<void> => {
      const child = spawn('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: checkout('dialog'),
        stdio: 'ignore',
      });
      expect(await once(child, 'exit')).toEqual([0, null]);
    };
    await git('init');
    await git('add', 'config.js', 'index.js');
    await git('commit', '-m', 'x');
    expect((await rig.ask('repo.dirty')).status).toBe('pass');
    const found = await withFile(checkout('dialog', 'index.js'), '// mine\n', () => rig.ask('repo.dirty'));
    expect(wordsOf(found)).toMatch(/^warn[\s\S]*dialog: index\.js is changed/);
    await rm(checkout('dialog', '.git'), { recursive: true });
  });

  it('patch.state: an edit that was taken back', async () => {
    const file = checkout('reticulum', 'config', 'dev.exs');
    const patched = await readFile(file, 'utf8');
    await writeFile(file, patched.replace('host = "localhost"', 'host = "hubs.local"'));
    expect(wordsOf(await rig.ask('patch.state'))).toMatch(/^fail[\s\S]*dev-exs\.host/);
    await expectMended('patch.state');
    expect(await readFile(file, 'utf8')).toBe(patched);
  });

  it('patch.state: code that no longer has the line is a person’s to judge', async () => {
    const file = checkout('reticulum', 'config', 'dev.exs');
    const other = (await readFile(file, 'utf8')).replace('cors_proxy_host = "localhost"', '');
    const [found, { left, mended }] = await withFile(
      file,
      other,
      async () => [await rig.ask('patch.state'), await rig.fix('patch.state')] as const,
    );
    expect(wordsOf(found)).toMatch(/^fail[\s\S]*conflict/);
    expect(mended).toEqual([]);
    expect(left.map(({ id }) => id)).toEqual(['patch.state']);
  });

  it('patch.foreign: a patched file that was changed since', async () => {
    expect((await rig.ask('patch.foreign')).status).toBe('pass');
    const file = checkout('reticulum', 'config', 'dev.exs');
    const mine = `${await readFile(file, 'utf8')}\n# mine\n`;
    const found = await withFile(file, mine, () => rig.ask('patch.foreign'));
    expect(wordsOf(found)).toMatch(/^warn[\s\S]*reticulum: config\/dev\.exs/);
  });
});

describe('programs of the services', () => {
  /** A program that says something and ends. */
  const program = async (folder: string, name: string, says: string): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  };

  it('tool.programs: a program of one’s own that is nowhere', async () => {
    expect((await rig.ask('tool.programs')).status).toBe('pass');
    const found = await withSettings({ bot: { command: 'no-such-program-anywhere' } }, () => rig.ask('tool.programs'));
    expect(wordsOf(found)).toMatch(/^fail[\s\S]*no-such-program-anywhere/);
  });

  it('tool.node: one that is older than the code wants, by engines and by Dockerfile', async () => {
    expect((await rig.ask('tool.node')).status).toBe('pass');
    await program(at('old node'), 'node', 'v18.1.0');
    const manifest = await readFile(checkout('hubs', 'package.json'), 'utf8');
    const wanting = manifest.replace('"name"', '"engines": { "node": ">=22.0.1" }, "name"');
    await withSettings({ hubs: { runtime: at('old node') } }, async () => {
      expect((await rig.ask('tool.node')).status).toBe('pass');
      expect(wordsOf(await withFile(checkout('hubs', 'package.json'), wanting, () => rig.ask('tool.node')))).toMatch(
        /^fail[\s\S]*hubs: package\.json wants >=22\.0\.1, it is v18\.1\.0/,
      );
      expect(
        wordsOf(await withFile(checkout('hubs', 'Dockerfile'), 'FROM node:22 AS x\n', () => rig.ask('tool.node'))),
      ).toMatch(/^warn[\s\S]*hubs: its Dockerfile names 22/);
    });
  });

  it('tool.node: a webpack that hashes with MD4, on a Node with OpenSSL 3', async () => {
    const webpack = checkout('spoke', 'node_modules', 'webpack', 'lib', 'WebpackOptionsDefaulter.js');
    const old = 'this.set("output.hashFunction", "md4");';
    const found = await withFile(webpack, old, () => rig.ask('tool.node'));
    // metaton has added what an old webpack needs.
    expect(found.status).toBe('pass');
    const refused = await withSettings({ spoke: { env: { NODE_OPTIONS: '--no-deprecation' } } }, () =>
      withFile(webpack, old, () => rig.ask('tool.node')),
    );
    expect(wordsOf(refused)).toMatch(/^fail[\s\S]*spoke: its webpack hashes with MD4/);
    const helped = await withSettings({ spoke: { env: { NODE_OPTIONS: '--openssl-legacy-provider' } } }, () =>
      withFile(webpack, old, () => rig.ask('tool.node')),
    );
    expect(helped.status).toBe('pass');
  });

  it('tool.npm-yarn: a yarn that would rewrite the lock, where it is needed', async () => {
    expect((await rig.ask('tool.npm-yarn')).status).toBe('pass');
    await program(at('yarn 3'), 'yarn', '3.2.0');
    await program(at('yarn 1'), 'yarn', '1.22.22');
    const modules = checkout('spoke', 'node_modules');
    await rename(modules, `${modules}.away`);
    const [wrong, right] = [
      await withSettings({ spoke: { runtime: at('yarn 3') } }, () => rig.ask('tool.npm-yarn')),
      await withSettings({ spoke: { runtime: at('yarn 1') } }, () => rig.ask('tool.npm-yarn')),
    ];
    await rename(`${modules}.away`, modules);
    expect(wordsOf(wrong)).toMatch(/^fail\nspoke needs yarn 1; this is 3\.2\.0/);
    expect(right).toEqual({ status: 'pass', note: 'yarn 1.22.22' });
  });

  it('tool.erlang-elixir: an Erlang that the code of 2022 cannot run on, and one that it can', async () => {
    expect((await rig.ask('tool.erlang-elixir')).status).toBe('skip');
    const folder = at('elixir');
    for (const name of ['mix', 'elixir']) await program(folder, name, '1.12.3 25');
    const crypto = checkout('reticulum', 'lib', 'ret', 'crypto.ex');
    await withSettings({ reticulum: { runtime: folder } }, async () => {
      expect(await rig.ask('tool.erlang-elixir')).toEqual({ status: 'pass', note: 'Elixir 1.12.3, Erlang 25' });
      const old = ':crypto.hmac(:sha, a, b)\n';
      expect(wordsOf(await withFile(crypto, old, () => rig.ask('tool.erlang-elixir')))).toMatch(
        /^fail\nThis reticulum needs Erlang 22 or 23/,
      );
      await program(folder, 'elixir', '1.12.3 23');
      expect((await withFile(crypto, old, () => rig.ask('tool.erlang-elixir'))).status).toBe('pass');
      const versions = 'elixir 1.16.3-otp-25\nerlang 25.3.2.20\n';
      expect(
        wordsOf(await withFile(checkout('reticulum', '.tool-versions'), versions, () => rig.ask('tool.erlang-elixir'))),
      ).toMatch(/^warn\nreticulum is made for Erlang 25; this is 23/);
      await program(folder, 'elixir', '1.9.0 23');
      expect(wordsOf(await rig.ask('tool.erlang-elixir'))).toMatch(/^fail\nreticulum needs Elixir 1\.11/);
    });
  });

  it('tool.hex-rebar: neither, and both after --fix', async () => {
    const home = at('mix home');
    const folder = at('mix');
    // It does what the real one does with these words, as far as files go.
    await mkdir(folder, { recursive: true });
    const script = `#!/bin/sh\nmkdir -p "$MIX_HOME/archives"\ncase $1 in\nlocal.hex) touch "$MIX_HOME/archives/hex-2.0.0" ;;\nlocal.rebar) touch "$MIX_HOME/rebar3" ;;\nesac\n`;
    for (const name of ['mix', 'elixir']) await writeFile(path.join(folder, name), script, { mode: 0o755 });
    const environment = { ...rig.session.environment, MIX_HOME: home };
    await withSettings({ reticulum: { runtime: folder, env: { MIX_HOME: home } } }, async () => {
      const inHome = await rig.ask('tool.hex-rebar', (ground) => ({ ...ground, environment }));
      expect(wordsOf(inHome)).toMatch(/^warn\nmix has no hex and no rebar[\s\S]*mix local\.hex --force/);
      if (inHome.status !== 'warn' || inHome.fix.mend?.kind !== 'tasks') throw new Error('it cannot be mended');
      for (const { action } of inHome.fix.mend.tasks)
        if (action.kind === 'install')
          for (const command of action.install.commands)
            await rig.session.machine.processes.run({ ...command, env: { MIX_HOME: home } }, 4_000);
      expect((await rig.ask('tool.hex-rebar', (ground) => ({ ...ground, environment }))).status).toBe('pass');
    });
  });

  it('tool.build: no compiler where the media worker has to be compiled', async () => {
    expect((await rig.ask('tool.build')).status).toBe('skip');
    const manifest = '{ "dependencies": { "mediasoup": "3.11.4" } }';
    const ask = (programs: readonly string[]): ReturnType<DoctorRig['ask']> =>
      rig.ask('tool.build', (ground) => ({
        ...ground,
        machine: {
          ...ground.machine,
          processes: {
            ...ground.machine.processes,
            find: (name) => Promise.resolve(programs.includes(name) ? `/usr/bin/${name}` : undefined),
          },
        },
      }));
    await withFile(checkout('dialog', 'package.json'), manifest, async () => {
      expect(wordsOf(await ask(['python3', 'apt-get']))).toMatch(
        /^warn[\s\S]*make, a C\+\+ compiler is missing[\s\S]*sudo apt-get install build-essential/,
      );
      expect((await ask(['python3', 'make', 'clang++'])).status).toBe('pass');
      const worker = checkout('dialog', 'node_modules', 'mediasoup', 'worker', 'out', 'Release', 'mediasoup-worker');
      expect((await withFile(worker, '', () => ask([]))).status).toBe('pass');
    });
  });
});

describe('packages', () => {
  it('deps.node_modules: another version than the lock file has, and none', async () => {
    expect((await rig.ask('deps.node_modules')).status).toBe('pass');
    const lock = (version: string): string =>
      JSON.stringify({
        lockfileVersion: 3,
        packages: { '': {}, 'node_modules/ws': { version }, 'node_modules/fsevents': { version: '1', optional: true } },
      });
    const note = checkout('dialog', 'node_modules', '.package-lock.json');
    const ask = (version: string): ReturnType<DoctorRig['ask']> =>
      withFile(checkout('dialog', 'package-lock.json'), lock('8.18.0'), () =>
        withFile(note, lock(version), () => rig.ask('deps.node_modules')),
      );
    expect((await ask('8.18.0')).status).toBe('pass');
    expect(wordsOf(await ask('7.0.0'))).toMatch(
      /^fail[\s\S]*dialog: ws 8\.18\.0 is wanted, 7\.0\.0 is there[\s\S]*npm ci/,
    );
    const modules = checkout('dialog', 'node_modules');
    await rename(modules, `${modules}.away`);
    expect(wordsOf(await rig.ask('deps.node_modules'))).toMatch(/^fail[\s\S]*dialog: they are not installed/);
    await rename(`${modules}.away`, modules);
  });

  it('deps.node_modules: packages that yarn.lock names and yarn has not noted', async () => {
    const lock = '# yarn lockfile v1\n\n\n"a@^1", a@^1.2:\n  version "1.2.0"\n\nb@2:\n  version "2.0.0"\n';
    const ask = (entries: Readonly<Record<string, string>>): ReturnType<DoctorRig['ask']> =>
      withFile(checkout('spoke', 'yarn.lock'), lock, () =>
        withFile(
          checkout('spoke', 'node_modules', '.yarn-integrity'),
          JSON.stringify({ lockfileEntries: entries }),
          () => rig.ask('deps.node_modules'),
        ),
      );
    expect((await ask({ 'a@^1': '', 'a@^1.2': '', 'b@2': '' })).status).toBe('pass');
    expect(wordsOf(await ask({ 'a@^1': '', 'a@^1.2': '' }))).toMatch(/^fail[\s\S]*spoke: b@2 is not there/);
  });

  it('deps.node_modules: a media worker of another kind of machine', async () => {
    const mediasoup = checkout('dialog', 'node_modules', 'mediasoup');
    const worker = path.join(mediasoup, 'worker', 'out', 'Release', 'mediasoup-worker');
    await mkdir(path.dirname(worker), { recursive: true });
    await writeFile(path.join(mediasoup, 'package.json'), '{}');
    expect(wordsOf(await rig.ask('deps.node_modules'))).toMatch(/dialog: the media worker is not compiled/);
    await writeFile(worker, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]), { mode: 0o755 });
    expect(wordsOf(await rig.ask('deps.node_modules'))).toMatch(/dialog: the media worker does not run here/);
    await writeFile(worker, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect((await rig.ask('deps.node_modules')).status).toBe('pass');
    await rm(mediasoup, { recursive: true });
  });

  it('deps.mix: a dependency that the lock file names, and that --fix fetches', async () => {
    expect((await rig.ask('deps.mix')).status).toBe('pass');
    const folder = at('fetching mix');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'mix'), '#!/bin/sh\nmkdir -p deps/jose\n', { mode: 0o755 });
    await withSettings({ reticulum: { runtime: folder } }, () =>
      withFile(checkout('reticulum', 'mix.lock'), '%{\n  "jose": {:hex, :jose, "1.11.5"},\n}\n', async () => {
        expect(wordsOf(await rig.ask('deps.mix'))).toMatch(/^fail[\s\S]*jose[\s\S]*mix deps\.get/);
        await expectMended('deps.mix');
      }),
    );
  });
});

describe('settings of the services', () => {
  it('pgrst.binary: none, one that does not run, and one of another major', async () => {
    // What came with metaton stands in for what is fetched from elsewhere.
    expect(wordsOf(await rig.ask('pgrst.binary'))).toMatch(/^warn[\s\S]*metaton init/);
    const withProgram = (given: FoundProgram): ReturnType<DoctorRig['ask']> =>
      rig.ask('pgrst.binary', ({ values, ...ground }) => ({
        ...ground,
        values: { ...values, postgrest: { ...values.postgrest, given } },
      }));
    expect(wordsOf(await withProgram({ program: at('postgrest'), why: 'it is not there' }))).toMatch(/^fail/);
    await writeFile(at('postgrest'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(wordsOf(await withProgram({ program: at('postgrest'), version: '12.0.2' }))).toMatch(
      /^fail\nPostgREST does not run/,
    );
    await writeFile(at('postgrest'), '#!/bin/sh\necho PostgREST 9.0.1\n');
    expect(await withProgram({ program: at('postgrest'), version: '9.0.1' })).toMatchObject({ status: 'pass' });
  });

  it('pgrst.config: the role that the guide misspells', async () => {
    const file = at('.metaton', 'postgrest', 'reticulum.conf');
    const text = await readFile(file, 'utf8');
    expect(text).toContain('"postgrest_anonymous"');
    await writeFile(file, text.replace('postgrest_anonymous', 'postgres_anonymous'));
    expect(wordsOf(await rig.ask('pgrst.config'))).toMatch(/^fail/);
    await expectMended('pgrst.config');
  });

  it('dialog.config: a key that is not ours, and ports that are no range', async () => {
    expect((await rig.ask('dialog.config')).status).toBe('pass');
    await writeFile(at('other.pub.pem'), permsKeys().publicKey);
    const env = { AUTH_KEY: at('other.pub.pem'), MEDIASOUP_MIN_PORT: '50000', HTTPS_CERT_PRIVKEY: '/nowhere' };
    const words = wordsOf(await withSettings({ dialog: { env } }, () => rig.ask('dialog.config')));
    expect(words).toMatch(/^fail/);
    expect(words).toContain('is not the key that reticulum signs with');
    expect(words).toContain('MEDIASOUP_MIN_PORT=50000 and MEDIASOUP_MAX_PORT=49999 are no range');
    expect(words).toContain('there is no such file: HTTPS_CERT_PRIVKEY=/nowhere');
  });

  it('ret.config: one name for all hosts, and variables that lead astray', async () => {
    expect((await rig.ask('ret.config')).status).toBe('pass');
    const file = checkout('reticulum', 'config', 'dev.exs');
    const all = (await readFile(file, 'utf8')).replace(
      'assets_host = "hubs-assets.local"',
      'assets_host = "localhost"',
    );
    expect(wordsOf(await withFile(file, all, () => rig.ask('ret.config')))).toMatch(
      /^fail[\s\S]*assets_host is "localhost" too/,
    );
    const env = { DIALOG_PORT: '', MIX_ENV: 'prod', PERMS_KEY: permsKeys().privateKey };
    const words = wordsOf(await withSettings({ reticulum: { env } }, () => rig.ask('ret.config')));
    expect(words).toMatch(/DIALOG_PORT is not 4443\nMIX_ENV is not dev\nPERMS_KEY is not the key/);
    expect(words).not.toContain('PRIVATE KEY');
  });
});

describe('places in the network', () => {
  it('net.ports: a port that somebody else holds', async () => {
    const taken = net.createServer().listen(7000, '127.0.0.1');
    await once(taken, 'listening');
    // Its process runs in the folder of the tests.
    expect(wordsOf(await rig.ask('net.ports'))).toMatch(/^fail[\s\S]*7000[\s\S]*pid \d+/);
    taken.close();
    await once(taken, 'close');
    expect((await rig.ask('net.ports')).status).toBe('pass');
  });

  it('net.ports: the AirPlay Receiver of macOS', async () => {
    const holder = { pid: 7, description: 'pid 7 (ControlCe)', folder: undefined };
    const found = await rig.ask('net.ports', (ground) => ({
      ...ground,
      installation: { ...ground.installation, platform: 'darwin' },
      facts: { ...ground.facts, portHolders: new Map([[7000, holder]]) },
    }));
    expect(wordsOf(found)).toMatch(/^fail\nPort 7000 is held by the AirPlay Receiver/);
  });

  it('net.exposure: what a service cannot be kept from', async () => {
    expect((await rig.ask('net.exposure')).status).toBe('pass');
    const open = await rig.ask('net.exposure', (ground) => ({
      ...ground,
      services: ground.services.map((service) => ({ ...service, exposure: () => ['port 9 is open'] })),
    }));
    expect(wordsOf(open)).toMatch(/^warn[\s\S]*dialog: port 9 is open/);
  });

  it('net.hosts: a name that leads nowhere', async () => {
    expect((await rig.ask('net.hosts')).status).toBe('pass');
    const named = { ...rig.session.environment };
    const found = await rig.ask('net.hosts', (ground) => ({
      ...ground,
      environment: named,
      values: { ...ground.values, host: 'nobody.invalid' },
    }));
    expect(wordsOf(found)).toMatch(/^fail[\s\S]*'127\.0\.0\.1 nobody\.invalid' \| sudo tee -a \/etc\/hosts/);
  });

  it('net.lan-ip: an address of another network', async () => {
    expect((await rig.ask('net.lan-ip')).status).toBe('pass');
    const found = await withSettings({ dialog: { env: { MEDIASOUP_ANNOUNCED_IP: '203.0.113.7' } } }, () =>
      rig.ask('net.lan-ip'),
    );
    expect(wordsOf(found)).toMatch(/^warn[\s\S]*MEDIASOUP_ANNOUNCED_IP=203\.0\.113\.7/);
  });

  it('net.firewall: cannot be seen, and does not matter on loopback', async () => {
    expect((await rig.ask('net.firewall')).status).toBe('skip');
    const found = await rig.ask('net.firewall', (ground) => ({
      ...ground,
      values: { ...ground.values, announcedAddress: '192.0.2.1' },
    }));
    expect(wordsOf(found)).toMatch(/^warn[\s\S]*192\.0\.2\.1/);
  });
});

describe('what an earlier run has left', () => {
  it('run.orphans: a process that its metaton could not end', async () => {
    expect((await rig.ask('run.orphans')).status).toBe('pass');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e9)'], { detached: true });
    await once(child, 'spawn');
    const { processes } = rig.session.machine;
    const seen = await processes.look(child.pid ?? 0);
    if (!seen) throw new Error('the process is gone');
    const launched = { service: 'dialog', pid: seen.pid, identity: seen.identity, command: seen.command };
    await mkdir(at('.metaton', 'run'), { recursive: true });
    await writeFile(
      at('.metaton', 'run', 'processes.json'),
      JSON.stringify({ tag: 'nobody has this', processes: [{ ...launched, endSignal: 'SIGTERM' }] }),
    );
    expect(wordsOf(await rig.ask('run.orphans'))).toMatch(/^warn[\s\S]*\(dialog\)[\s\S]*metaton down/);
    const gone = once(child, 'exit');
    await expectMended('run.orphans');
    await gone;
  });
});

describe('half a workspace', () => {
  it('that cannot be read is told, and the machine is looked at all the same', async () => {
    const settings = at('metaton.yaml');
    await rename(settings, `${settings}.away`);
    await copyFile(`${settings}.away`, settings);
    await rm(settings);
    await symlink(settings, settings);
    await mkdir(at('loop'), { recursive: true });
    const { workspace, problems } = await lookAround({ ...rig.session, directory: at('loop') });
    await rm(settings);
    await rename(`${settings}.away`, settings);
    expect(workspace).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'workspace-unreadable', evidence: expect.stringContaining('ELOOP') as string },
    ]);
  });

  it('with a settings file that is wrong names the place', async () => {
    const { workspace, problems } = await withFile(at('metaton.yaml'), 'hsot: x\n', () => lookAround(rig.session));
    expect(workspace).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'setting-unknown', isUsage: true }]);
  });

  it('whose journal of patches is cut off does not keep the rest from being looked at', async () => {
    const finding = await withFile(at('.metaton', 'patches', 'reticulum.json'), '{"checkouts": [', () =>
      rig.ask('cert.ca'),
    );
    expect(finding.status).toBe('pass');
  });
});
