/** Who believes the certificate, and who no longer does: real browsers, the real store of Debian, curl, openssl, Node. */
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadInChromium } from '../helpers/chromium.ts';
import { type Finished, makeFolder } from '../helpers/cli.ts';
import { noPrivateMounts, type PrivateMounts, privateMounts } from '../helpers/private-mounts.ts';
import { hasTool } from '../helpers/tools.ts';

const tools = ['chromium', 'firefox-esr', 'certutil', 'openssl', 'curl', 'update-ca-certificates', 'sudo', 'useradd'];
const missing = [...tools.filter((tool) => !hasTool(tool)), ...[noPrivateMounts()].filter((it) => it !== undefined)];

const systemStore = '/usr/local/share/ca-certificates';
const program = path.resolve('dist/main.js');
/** A server, and what it sees of its clients. */
interface Served {
  readonly port: number;
  readonly seen: EventEmitter;
}

/** What a page says that nobody else does. */
const greeting = 'nobody is in the way';

describe.skipIf(missing.length > 0)(`trust${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const folder = makeFolder();
  const at = (...names: readonly string[]): string => path.join(folder.path, ...names);
  let mounts: PrivateMounts;
  let world: Served;
  const servers: Server[] = [];

  /** `metaton certs …` in a home of its own; authority and workspace are the same for all. */
  const certs = (home: string, ...words: readonly string[]): Promise<Finished> =>
    mounts.run([process.execPath, program, 'certs', '-C', at('world'), ...words], {
      HOME: at(home),
      METATON_DATA_FOLDER: at('data'),
    });

  /** The same where nothing may go wrong. */
  const done = async (home: string, ...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await certs(home, ...words);
    expect(`exit ${String(code)}\n${code === 0 ? '' : stdout + stderr}`).toBe('exit 0\n');
    return stdout;
  };

  /** Emits `seen` with what became of each client: it was shown the page, or would not have the certificate. */
  const serve = async (certificate: string, key: string): Promise<Served> => {
    const seen = new EventEmitter();
    const server = createServer({ cert: await readFile(certificate), key: await readFile(key) }, (_, response) => {
      response.end(`<p>${greeting}</p>`, () => seen.emit('seen', 'visited'));
    });
    server.on('tlsClientError', () => seen.emit('seen', 'refused'));
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, seen };
  };

  beforeAll(async () => {
    await Promise.all(['world', 'mounts', 'home'].map((name) => mkdir(at(name))));
    await writeFile(at('world', 'metaton.yaml'), '{}\n');
    mounts = await privateMounts(at('mounts'), ['/etc', systemStore]);
    // Three public authorities are as good as all, and the store is made of them in no time.
    const few = 'sed -i /^#/d $0 && sed -i 4,\\$d $0 && update-ca-certificates --fresh';
    expect(await mounts.run(['sh', '-c', few, '/etc/ca-certificates.conf'])).toMatchObject({ code: 0 });
    await done('home');
    world = await serve(at('world', 'certs/fullchain.pem'), at('world', 'certs/key.pem'));
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await mounts[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const legacy = '.pki/nssdb';
  const current = '.local/share/pki/nssdb';

  test.each([
    ['an empty home', 'empty', []],
    ['the legacy folder', 'legacy', [legacy]],
    ['both folders, of which the legacy one shadows the other', 'both', [legacy, current]],
  ])('Chromium with %s believes it, and does not any more', async (_, home, stores) => {
    for (const store of stores) await mkdir(at(home, store), { recursive: true });
    await mkdir(at(home), { recursive: true });
    const before = await readdir(at(home), { recursive: true });
    const visit = async (): Promise<readonly unknown[]> => {
      const seen = once(world.seen, 'seen');
      const page = await loadInChromium(at(home), `https://localhost:${world.port}/`);
      return [...((await seen) as unknown[]), page.includes(greeting)];
    };

    await done(home, '--trust');
    const browsers = stores.length === 0 ? ['Chromium family'] : stores.map(() => 'Chromium family');
    expect(trustIn(await done(home, '--json'))).toEqual(
      ['system', ...browsers, 'Node, in services'].map((store) => `${store}: trusted`),
    );
    expect(await visit()).toEqual(['visited', true]);

    await done(home, '--untrust');
    // The browser's own; what it makes of databases from here on is its own, too.
    for (const folder of ['profile', '.config', '.cache']) await rm(at(home, folder), { recursive: true, force: true });
    expect(await readdir(at(home), { recursive: true })).toEqual(before);
    expect(await visit()).toEqual(['refused', false]);
    await done(home, '--untrust');
  });

  test('Firefox believes it in a profile that it has made itself, and does not any more', async () => {
    await mkdir(at('firefox'));
    /** Ends the browser when the server has seen it: on its page of errors it would stay for ever. */
    const visit = async (): Promise<unknown> => {
      const seen = once(world.seen, 'seen');
      const browser = spawn(
        'firefox-esr',
        ['--headless', '--screenshot', at('firefox', 'page.png'), `https://localhost:${world.port}/`],
        { env: { ...process.env, HOME: at('firefox') }, stdio: 'ignore', detached: true },
      );
      const ended = once(browser, 'exit');
      const [outcome] = (await seen) as unknown[];
      process.kill(-(browser.pid ?? 0), 'SIGTERM');
      await ended;
      return outcome;
    };
    expect(await visit()).toBe('refused');
    expect(await done('firefox', '--trust')).toMatch(/^Firefox profile \S+ +now trusted/m);
    expect(await visit()).toBe('visited');
    expect(await done('firefox', '--untrust')).toMatch(/^Firefox profile \S+ +taken out/m);
    expect(await visit()).toBe('refused');
  });

  test("Debian's store, curl and openssl: on, twice, off, twice, and nothing is left", async () => {
    const listing = async (): Promise<string> => (await mounts.run(['find', '/etc/ssl', systemStore])).stdout;
    const code = async (...words: readonly string[]): Promise<number | null> => (await mounts.run(words)).code;
    const clients = (): Promise<readonly unknown[]> =>
      Promise.all([
        code('curl', '--silent', `https://localhost:${world.port}/`),
        code('openssl', 'verify', '-no-CAfile', '-CApath', '/etc/ssl/certs', at('world', 'certs/cert.pem')),
      ]);
    /** What the doctor says of each client. */
    const doctor = async (): Promise<readonly string[]> => {
      const ids = ['os', 'browser', 'node'].map((client) => `cert.trust.${client}`);
      const words = ['doctor', '-C', at('world'), '--json', '--offline', '--only', ...ids];
      const environment = { HOME: at('home'), METATON_DATA_FOLDER: at('data') };
      const { stdout } = await mounts.run([process.execPath, program, ...words], environment);
      const { checks } = JSON.parse(stdout.split('\n')[0] ?? '') as { checks: { id: string; status: string }[] };
      return checks.filter(({ id }) => ids.includes(id)).map(({ id, status }) => `${id} ${status}`);
    };
    const before = await listing();
    const unchanged = (await stat(systemStore)).mtimeMs;

    expect(await clients()).toEqual([60, 2]);
    expect(await doctor()).toEqual(['cert.trust.os warn', 'cert.trust.browser warn', 'cert.trust.node pass']);
    for (const words of [/^system +now trusted/m, /^system +already trusted/m]) {
      expect(await done('home', '--trust')).toMatch(words);
    }
    expect(await clients()).toEqual([0, 0]);
    expect(await doctor()).toEqual(['cert.trust.os pass', 'cert.trust.browser pass', 'cert.trust.node pass']);
    for (const words of [/^system +taken out/m, /^system +not in there/m]) {
      expect(await done('home', '--untrust')).toMatch(words);
    }
    expect(await clients()).toEqual([60, 2]);
    expect(await listing()).toBe(before);
    expect((await stat(systemStore)).mtimeMs).toBe(unchanged);
  });

  test('nobody believes example.com under the same authority', async () => {
    const constrained = await forge('constrained', at('data', 'authority/ca.pem'), at('data', 'authority/ca-key.pem'));
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/O=control', '-days', '9'],
      ...['-keyout', at('control-key.pem'), '-out', at('control.pem')],
    );
    const control = await forge('unconstrained', at('control.pem'), at('control-key.pem'));
    await mkdir(at('forged', current), { recursive: true });
    await done('forged', '--trust');
    const store = `sql:${at('forged', current)}`;
    spawnSync('certutil', ['-d', store, '-A', '-t', 'C,,', '-n', 'control', '-i', at('control.pem')]);
    const here = (served: number): string => `example.com:${served}:127.0.0.1`;

    const believers = async ({ served, authority, certificate }: typeof control): Promise<Record<string, boolean>> => {
      const url = `https://example.com:${served}/`;
      const page = await loadInChromium(at('forged'), url, '--host-resolver-rules=MAP example.com 127.0.0.1');
      const curl = await mounts.run(['curl', '--silent', '--resolve', here(served), '--cacert', authority, url]);
      const script = `require('node:tls').connect({ port: ${served}, servername: 'example.com' }, () => process.exit(0)).on('error', () => process.exit(1))`;
      const node = await mounts.run([process.execPath, '-e', script], { NODE_EXTRA_CA_CERTS: authority });
      const verify = await mounts.run(['openssl', 'verify', '-CAfile', authority, certificate]);
      return {
        chromium: page.includes(greeting),
        curl: curl.code === 0,
        node: node.code === 0,
        openssl: verify.code === 0,
      };
    };
    expect(await believers(constrained)).toEqual({ chromium: false, curl: false, node: false, openssl: false });
    expect(await believers(control)).toEqual({ chromium: true, curl: true, node: true, openssl: true });
    await done('forged', '--untrust');
  });

  /** A server for example.com whose certificate an authority has signed that did not mean to. */
  async function forge(name: string, authority: string, authorityKey: string) {
    const [request, certificate, key, extensions] = ['csr', 'pem', 'key', 'ext'].map((ending) =>
      at(`${name}.${ending}`),
    ) as [string, string, string, string];
    await writeFile(extensions, 'subjectAltName=DNS:example.com\nextendedKeyUsage=serverAuth\n');
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=example.com', '-keyout', key, '-out', request);
    openssl(
      ...['x509', '-req', '-in', request, '-CA', authority, '-CAkey', authorityKey, '-CAserial', at(`${name}.srl`)],
      ...['-CAcreateserial', '-days', '30', '-extfile', extensions, '-out', certificate],
    );
    return { served: (await serve(certificate, key)).port, authority, certificate };
  }

  test("called through sudo, it acts for the caller, and leaves nothing that is root's", async () => {
    const root = (...words: readonly string[]) => mounts.run(words);
    await mkdir(at('caller', 'world'), { recursive: true });
    await writeFile(at('caller', 'world', 'metaton.yaml'), '{}\n');
    await root('useradd', '--no-create-home', '--home-dir', at('caller'), 'metaton-caller');
    await root('chown', '-R', 'metaton-caller', at('caller'));
    await root('chmod', '755', folder.path);
    // Where the caller can read it, whoever owns the folders around this one.
    await mkdir(at('metaton'));
    await root('mount', '--bind', path.resolve('.'), at('metaton'));
    const asCaller = (...words: readonly string[]): Promise<Finished> =>
      root('su', 'metaton-caller', '-s', '/bin/sh', '-c', words.map((word) => `'${word}'`).join(' '));
    const allow = (what: string): Promise<Finished> =>
      root('sh', '-c', `echo 'metaton-caller ALL=(ALL) NOPASSWD: ${what}' > /etc/sudoers.d/metaton-caller`);
    const words = [process.execPath, at('metaton', 'dist/main.js'), 'certs', '-C', at('caller', 'world')];

    await allow('ALL');
    const trusting = await asCaller('sudo', ...words, '--trust');
    expect(`${trusting.stdout}${trusting.stderr}`).toMatch(/^system +now trusted/m);
    expect((await readdir(at('caller', '.local/share'))).sort()).toEqual(['metaton', 'pki']);
    expect((await root('find', at('caller'), '!', '-user', 'metaton-caller')).stdout).toBe('');
    expect(await asCaller(...words, '--untrust')).toMatchObject({ code: 0 });

    // Who may use sudo for this one program alone is no administrator.
    await allow(process.execPath);
    const { code, stdout } = await asCaller('sudo', ...words, '--trust');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^system +needs you.*\n +→ sudo install .*\n +→ sudo update-ca-certificates$/m);
    expect(stdout).toMatch(/^Chromium family +now trusted/m);
  });
});

function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function trustIn(text: string): readonly string[] {
  const { trust } = JSON.parse(text) as {
    readonly trust: readonly { readonly store: string; readonly state: string }[];
  };
  return trust.map(({ store, state }) => `${store}: ${state}`);
}
