/** `metaton certs` as a user runs it, with services that run and disks that are full. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectNothingLeft, type Finished, makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { openssl } from '../helpers/certificates.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

/** A data folder in the workspace, so that no test sees the authority of another or of the user. */
const inside = (folder: string) => ({ cwd: folder, env: { METATON_DATA_FOLDER: path.join(folder, 'data') } });

let running: Run | undefined;
afterEach(async () => {
  running?.process.kill('SIGTERM');
  await running?.finished;
  running = undefined;
});

const settings = (folder: string): string => path.join(folder, 'metaton.yaml');
const namesOf = async (folder: string): Promise<string> =>
  new X509Certificate(await readFile(path.join(folder, 'certs/cert.pem'))).subjectAltName ?? '';

interface Row {
  readonly what: string;
  readonly state: string;
  readonly names?: readonly string[];
}

interface State {
  readonly certificates: readonly Row[];
  readonly served: readonly { readonly service: string; readonly state: string }[];
  readonly copies: readonly {
    readonly service: string;
    readonly file: string;
    readonly state: string;
    readonly detail: string;
  }[];
}

const stateOf = ({ stdout }: Finished): State => JSON.parse(stdout) as State;

test('a further host needs an authority that may vouch for it, and is then remembered among the comments', async () => {
  using folder = makeFolder();
  const text = '# My world.\ncertificates:\n  hosts:\n    # the tablet\n    - 192.168.7.9\n';
  await writeFile(settings(folder.path), text);
  expect(await metaton(['certs'], inside(folder.path))).toMatchObject({ code: 0 });
  const refused = await metaton(['certs', '--host', 'bücher.local'], inside(folder.path));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/may not vouch for xn--bcher-kva\.local/);
  expect(refused.stderr).toMatch(/metaton certs --host bücher\.local --rotate authority/);
  expect(await readFile(settings(folder.path), 'utf8')).toBe(text);
  const words = ['certs', '--host', 'bücher.local', '--rotate', 'authority'];
  expect(await metaton([...words, '--dry-run'], inside(folder.path))).toMatchObject({ code: 0 });
  expect(await readFile(settings(folder.path), 'utf8')).toBe(text);

  expect(await metaton(words, inside(folder.path))).toMatchObject({ code: 0 });
  expect(await readFile(settings(folder.path), 'utf8')).toBe(`${text}    - xn--bcher-kva.local\n`);
  expect(await namesOf(folder.path)).toMatch(/DNS:xn--bcher-kva\.local.*IP Address:192\.168\.7\.9/);
  const { certificates } = stateOf(await metaton(['certs', '--json'], inside(folder.path)));
  expect(certificates[0]?.names).toEqual([
    'localhost',
    'xn--bcher-kva.local',
    '127.0.0.0/8',
    '::1/128',
    '192.168.7.9/32',
  ]);
});

test.each(['*.local', 'https://world.local', 'world.local:4000', ''])(
  'the host "%s" is wrong usage and changes nothing',
  async (host) => {
    using folder = makeFolder();
    await writeFile(settings(folder.path), '');
    const { code, stderr } = await metaton(['certs', '--host', host], inside(folder.path));
    expect(code).toBe(2);
    expect(stderr).toContain('[host-invalid]');
    expect(await readdir(folder.path)).toEqual(['metaton.yaml']);
  },
);

test("one's own certificate is taken as it is", async () => {
  using folder = makeFolder();
  const at = (name: string): string => path.join(folder.path, name);
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '20', '-subj', '/O=Mine/CN=world'];
  openssl(...request, '-addext', 'subjectAltName=DNS:world.local', '-keyout', at('my.key'), '-out', at('my.pem'));
  const text = await readFile(at('my.pem'), 'utf8');
  await writeFile(settings(folder.path), 'host: world.local\ncertificates: { cert: my.pem, key: my.key }\n');
  const { code, stdout, stderr } = await metaton(['certs'], inside(folder.path));
  expect(stderr).not.toContain('✗');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^authority +others/m);
  expect(stdout).toMatch(/^certificate +usable +world\.local;/m);
  expect(stderr).toMatch(/ends in \d+ days; it is your own: renew it/);
  expect(await readFile(at('my.pem'), 'utf8')).toBe(text);
  expect((await readdir(at('certs'))).sort()).toEqual([
    '.gitignore',
    'perms.pem',
    'perms.pub.pem',
    'reticulum-jwk.json',
  ]);
  for (const words of [['--rotate', 'leaf'], ['--rotate', 'authority'], ['--reuse-mkcert'], ['--trust']])
    expect(await metaton(['certs', ...words], inside(folder.path))).toMatchObject({ code: 2 });
  await writeFile(settings(folder.path), 'host: other.local\ncertificates: { cert: my.pem, key: my.key }\n');
  const other = await metaton(['certs'], inside(folder.path));
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(/my\.pem, which metaton\.yaml names, cannot be used: it is not for other\.local/);
});

test.skipIf(spawnSync('mkcert', ['-version']).error)('the authority of mkcert signs, now and later', async () => {
  using folder = makeFolder();
  const caroot = path.join(folder.path, 'caroot');
  const { cwd, env } = inside(folder.path);
  const options = { cwd, env: { ...env, CAROOT: caroot } };
  await mkdir(caroot);
  await writeFile(settings(folder.path), '# Mine.\n');
  expect(await metaton(['certs', '--reuse-mkcert'], options)).toMatchObject({ code: 1 });
  expect(await readFile(settings(folder.path), 'utf8')).toBe('# Mine.\n');
  spawnSync('mkcert', ['localhost'], { cwd: caroot, env: { ...process.env, CAROOT: caroot } });
  const first = await metaton(['certs', '--reuse-mkcert'], options);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/it is not constrained/);
  expect(await readFile(settings(folder.path), 'utf8')).toBe('# Mine.\n\ncertificates:\n  authority: mkcert\n');
  const later = await metaton(['certs'], options);
  expect(later.stdout).toMatch(/^authority +usable +not constrained/m);
  const leaf = path.join(folder.path, 'certs/cert.pem');
  expect(openssl('verify', '-CAfile', path.join(caroot, 'rootCA.pem'), leaf)).toMatchObject({ ok: true });
  expect(await metaton(['certs', '--rotate', 'authority'], options)).toMatchObject({ code: 2 });
});

const hasOwnMounts = spawnSync('unshare', ['-m', 'true']).status === 0;

test.skipIf(!hasOwnMounts).each([
  [
    'full',
    'size=16k',
    'dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null',
    /certs\/[\w.-]+ cannot be written: the disk is full/,
  ],
  ['read-only', 'ro', 'true', /certs\/[\w.-]+ cannot be written: EROFS/],
])('a %s disk is said with the file, and nothing stands there half', async (_, mount, fill, expected) => {
  using folder = makeFolder();
  await writeFile(settings(folder.path), '');
  const certs = path.join(folder.path, 'certs');
  await mkdir(certs);
  const script = [
    'set -e',
    `mount -t tmpfs -o ${mount} tmpfs "$1"`,
    fill.replace(/^dd.*$/, '$& || true'),
    'node "$2" -C "$3" certs || echo "exit $?"',
    'rm -f "$1/filler" 2>/dev/null || true',
    'echo "left: $(ls "$1" | tr "\\n" " ")"',
  ].join('\n');
  const words = ['-m', 'sh', '-c', script, 'sh', certs, path.resolve('dist/main.js'), folder.path];
  const { stdout, stderr } = spawnSync('unshare', words, {
    encoding: 'utf8',
    env: { ...process.env, ...inside(folder.path).env },
  });
  expect(stderr).toMatch(expected);
  expect(stdout).toContain('exit 1');
  expect(stdout).toContain('left: \n');
  expect(await metaton(['certs'], inside(folder.path))).toMatchObject({ code: 0 });
});

test(
  'what runs is started again where it holds an old key or certificate, and its copies follow',
  { timeout: 180_000 },
  async () => {
    using folder = makeFolder();
    const checkouts = await layCheckouts(folder.path);
    await writeSettings(folder.path, checkouts);
    running = start(['up', '--only', 'dialog', 'spoke'], inside(folder.path));
    await running.saw(/Ctrl-C stops everything/);
    const pids = async (): Promise<Readonly<Record<string, number>>> => {
      const { stdout } = await metaton(['ps', '--json'], inside(folder.path));
      const { services } = JSON.parse(stdout) as { services: { service: string; pid: number }[] };
      return Object.fromEntries(services.map(({ service, pid }) => [service, pid]));
    };
    const first = await pids();

    const keys = await metaton(['certs', '--rotate', 'keys'], inside(folder.path));
    expect(keys).toMatchObject({ code: 0 });
    expect(keys.stderr).toMatch(/Restarting what holds an old certificate or key: dialog$/m);
    const second = await pids();
    expect(second['dialog']).not.toBe(first['dialog']);
    expect(second['spoke']).toBe(first['spoke']);
    const copy = path.join(checkouts, 'dialog/certs/perms.pub.pem');
    expect(await readFile(copy, 'utf8')).toBe(await readFile(path.join(folder.path, 'certs/perms.pub.pem'), 'utf8'));

    const leaf = await metaton(['certs', '--rotate', 'leaf', '--json'], inside(folder.path));
    expect(leaf).toMatchObject({ code: 0 });
    const { served, copies } = stateOf(leaf);
    expect(served.map(({ service, state }) => [service, state]).sort()).toEqual([
      ['dialog', 'current'],
      ['spoke', 'current'],
    ]);
    expect(new Set(copies.map(({ state }) => state))).toEqual(new Set(['current']));
    expect((await pids())['spoke']).not.toBe(second['spoke']);
    const third = await pids();
    expect(await metaton(['certs'], inside(folder.path))).toMatchObject({ code: 0 });
    expect(await pids()).toEqual(third);

    running.process.kill('SIGTERM');
    await running.finished;
    running = undefined;
    await expectNothingLeft(folder.path);
  },
);

test("certificates that came with the code or that a dev server has made are told from metaton's", async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  await writeSettings(folder.path, checkouts);
  const at = (name: string): string => path.join(checkouts, name);
  await Promise.all(['hubs/certs', 'reticulum/priv'].map((name) => mkdir(at(name), { recursive: true })));
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  openssl(...request, '-subj', '/CN=localhost', '-keyout', at('hubs/certs/key.pem'), '-out', at('hubs/certs/cert.pem'));
  openssl(
    ...request,
    '-subj',
    '/O=Foo Corp',
    '-keyout',
    at('reticulum/priv/dev-ssl.key'),
    '-out',
    at('reticulum/priv/dev-ssl.cert'),
  );
  const { copies } = stateOf(await metaton(['certs', '--json'], inside(folder.path)));
  expect(copies).toEqual(
    expect.arrayContaining([
      {
        service: 'hubs',
        file: at('hubs/certs/cert.pem'),
        state: 'foreign',
        detail: expect.stringMatching(/^self-signed, names no host, until /) as string,
      },
      {
        service: 'reticulum',
        file: at('reticulum/priv/dev-ssl.cert'),
        state: 'shipped',
        detail: expect.stringMatching(/^self-signed, names no host, until /) as string,
      },
    ]),
  );
  expect(await readdir(at('hubs/certs'))).toEqual(['cert.pem', 'key.pem']);
});
