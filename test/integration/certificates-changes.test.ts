/** What replaces, what is not ours, and what interrupts. */
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import type { Certificates, CertificateFacts, OwnCertificate } from '../../src/model/certificates.ts';
import type { Files } from '../../src/model/machine.ts';
import { by, codeOf, hasOpenssl, openssl, type Place, placeAt } from '../helpers/certificates.ts';

const hosts = ['hubs.local'];
const dayMs = 86_400_000;

let root: string;
let pristine: Place;

beforeAll(async () => {
  root = await fs.mkdtemp(path.join(tmpdir(), 'metaton-certificates-'));
  pristine = placeAt(root, 'pristine');
  await makeAll(pristine, certificatesAt());
});
afterAll(() => fs.rm(root, { recursive: true, force: true }));

const certificatesAt = (now = Date.now(), files = makeFiles(root)): Certificates =>
  makeCertificates(files, { now: () => now });

async function makeAll(place: Place, certificates: Certificates): Promise<void> {
  await certificates.ensureAuthority(by(place), hosts);
  await certificates.ensureLeaf(by(place), hosts, place.folder);
  await certificates.ensurePermsKeys(place.folder);
}

let copies = 0;
async function copyOf(place: Place): Promise<Place> {
  const copy = placeAt(root, `copy-${++copies}`);
  await fs.cp(path.dirname(place.authority), path.dirname(copy.authority), { recursive: true });
  return copy;
}

const inspect = (place: Place, certificates = certificatesAt(), own?: OwnCertificate): Promise<CertificateFacts> =>
  certificates.inspect({ ...by(place), folder: place.folder, hosts, own });

const usable = { authority: { kind: 'usable' }, leaf: { kind: 'usable' }, permsKeys: 'consistent' };

/** Every file of a place by its path within. */
async function textsOf(place: Place): Promise<ReadonlyMap<string, string>> {
  const home = path.dirname(place.folder);
  const entries = await fs.readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [path.relative(home, file), await fs.readFile(file, 'utf8')] as const)),
  );
}

async function changedFiles(place: Place, change: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await textsOf(place);
  await change();
  const after = await textsOf(place);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .sort();
}

describe('replacing', () => {
  test('the keys replaces all three, and nothing else', async () => {
    const place = await copyOf(pristine);
    const certificates = certificatesAt();
    expect(await changedFiles(place, () => certificates.replacePermsKeys(place.folder))).toEqual([
      'certs/perms.pem',
      'certs/perms.pub.pem',
      'certs/reticulum-jwk.json',
    ]);
    expect(await inspect(place)).toMatchObject(usable);
    expect((await fs.stat(path.join(place.folder, 'perms.pem'))).mode & 0o777).toBe(0o600);
  });

  test('the leaf replaces its key too, and not the authority', async () => {
    const place = await copyOf(pristine);
    const certificates = certificatesAt();
    expect(await changedFiles(place, () => certificates.replaceLeaf(by(place), hosts, place.folder))).toEqual([
      'certs/cert.pem',
      'certs/fullchain.pem',
      'certs/key.pem',
    ]);
    expect(await inspect(place)).toMatchObject(usable);
  });

  test('the authority leaves no file of the old one, and the leaf follows', async () => {
    const place = await copyOf(pristine);
    const certificates = certificatesAt();
    const wanted = ['example.test'];
    const change = () => certificates.replaceAuthority(by(place), wanted);
    expect(await changedFiles(place, change)).toEqual(['ca/ca-key.pem', 'ca/ca.pem']);
    expect((await fs.readdir(path.dirname(place.authority))).sort()).toEqual(['ca', 'certs']);
    expect([await fs.stat(place.authority), await fs.stat(path.join(place.authority, 'ca-key.pem'))]).toMatchObject([
      { mode: 0o40700 },
      { mode: 0o100400 },
    ]);
    expect(await certificates.ensureLeaf(by(place), wanted, place.folder)).toBe(true);
    const facts = await certificates.inspect({ ...by(place), folder: place.folder, hosts: wanted, own: undefined });
    expect(facts.authority).toMatchObject({ names: ['localhost', 'example.test', '127.0.0.0/8', '::1/128'] });
    expect(facts.leaf).toMatchObject({ kind: 'usable' });
  });

  test('the authority touches no folder that holds anything else', async () => {
    const place = await copyOf(pristine);
    await fs.writeFile(path.join(place.authority, 'thesis.txt'), 'mine');
    const change = async (): Promise<void> => {
      expect(await codeOf(certificatesAt().replaceAuthority(by(place), hosts))).toMatch(/^authority-folder-occupied/);
    };
    expect(await changedFiles(place, change)).toEqual([]);
  });

  test('serves where nothing is there, or what is there is broken', async () => {
    const place = await copyOf(pristine);
    await fs.writeFile(path.join(place.authority, 'ca.pem'), 'broken');
    await certificatesAt().replaceAuthority(by(place), hosts);
    await makeAll(place, certificatesAt());
    expect(await inspect(place)).toMatchObject(usable);
  });
});

describe('interrupted at any write', () => {
  /** Changes the disk `count` times, and then never again. */
  function failingAfter(count: number): { readonly files: Files; readonly didFail: () => boolean } {
    const files = makeFiles(root);
    let left = count;
    const counted =
      <Args extends unknown[], T>(change: (...args: Args) => Promise<T>) =>
      (...args: Args): Promise<T> =>
        left-- > 0 ? change(...args) : Promise.reject(new Error('interrupted'));
    const { write, makeFolder, rename, remove } = files;
    return {
      files: {
        ...files,
        write: counted(write),
        makeFolder: counted(makeFolder),
        rename: counted(rename),
        remove: counted(remove),
      },
      didFail: () => left < 0,
    };
  }

  const changes: [string, boolean, (place: Place, certificates: Certificates) => Promise<unknown>][] = [
    ['the first run', false, makeAll],
    ['a rotation of the keys', true, (place, certificates) => certificates.replacePermsKeys(place.folder)],
    ['a rotation of the leaf', true, (place, certificates) => certificates.replaceLeaf(by(place), hosts, place.folder)],
    ['a rotation of the authority', true, (place, certificates) => certificates.replaceAuthority(by(place), hosts)],
  ];
  test.each(changes)('%s is finished by the next', { timeout: 120_000 }, async (_, isThere, change) => {
    for (let count = 0; ; count++) {
      const place = isThere ? await copyOf(pristine) : placeAt(root, `fresh-${++copies}`);
      const { files, didFail } = failingAfter(count);
      await change(place, certificatesAt(Date.now(), files)).catch(() => undefined);
      if (!didFail()) break;
      for (const [file, text] of isThere ? await textsOf(place) : []) {
        if (/\.(pem|json)$/.test(file)) expect(text, `${file} after ${count}`).toMatch(/-----END [^\n]*\n$|\}\n$/);
      }
      await makeAll(place, certificatesAt());
      expect(await inspect(place), `after ${count}`).toMatchObject(usable);
      expect((await fs.readdir(place.folder)).sort(), `after ${count}`).toEqual(
        (await fs.readdir(pristine.folder)).sort(),
      );
    }
  });
});

test('what is not of metaton is described in a few words', async () => {
  const later = certificatesAt(Date.now() + 400 * dayMs);
  const at = (name: string): string => path.join(pristine.folder, name);
  expect(await later.describe(at('cert.pem'))).toMatch(
    /^issued by O=metaton, .*, for localhost, hubs\.local, 127\.0\.0\.1, ::1, expired on \d{4}-\d\d-\d\d$/,
  );
  expect(await later.describe(at('ca.pem'))).toMatch(/^self-signed, names no host, until /);
  expect(await later.describe(at('key.pem'))).toBe('no certificate');
});

describe.skipIf(!hasOpenssl)("mkcert's authority", () => {
  test('signs, is not touched, and may be left again', async () => {
    const place = await copyOf(pristine);
    const caroot = path.join(root, 'caroot');
    const mkcert = { authorityFolder: caroot, authorityMaker: 'mkcert' } as const;
    expect(await codeOf(certificatesAt().ensureAuthority(mkcert, hosts))).toMatch(/^mkcert-missing: .*caroot/);
    await fs.mkdir(caroot);
    const [ca, key] = [path.join(caroot, 'rootCA.pem'), path.join(caroot, 'rootCA-key.pem')];
    const subject = '/O=mkcert development CA/OU=me@here/CN=mkcert me@here';
    openssl('req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-subj', subject, '-keyout', key, '-out', ca);
    await fs.chmod(key, 0o400);
    const certificates = certificatesAt(Date.now() + 1000);
    const before = await fs.readdir(caroot);
    expect(await certificates.ensureAuthority(mkcert, ['any.example', ...hosts])).toBe(false);
    expect(await certificates.ensureLeaf(mkcert, hosts, place.folder)).toBe(true);
    expect(await certificates.ensureLeaf(mkcert, hosts, place.folder)).toBe(false);
    const leaf = path.join(place.folder, 'cert.pem');
    expect(openssl('verify', '-x509_strict', '-CAfile', ca, leaf)).toMatchObject({ ok: true });
    const facts = await certificates.inspect({ ...mkcert, folder: place.folder, hosts, own: undefined });
    expect(facts).toMatchObject({ authority: { kind: 'usable', isUnconstrained: true }, leaf: { kind: 'usable' } });
    expect(await fs.readdir(caroot)).toEqual(before);

    await makeAll(place, certificates);
    expect(await inspect(place)).toMatchObject(usable);
    expect(new X509Certificate(await fs.readFile(leaf)).issuer).toContain('O=metaton');
  });
});

describe.skipIf(!hasOpenssl)("a certificate of the user's own", () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    folder = path.join(root, 'own');
    await fs.mkdir(folder);
    await makeChain();
  });

  /** A root, an authority between, and leaves of it. */
  async function makeChain(): Promise<void> {
    await fs.writeFile(at('ca.ext'), 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n');
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/O=Mine/CN=root',
      '-keyout',
      at('root.key'),
      '-out',
      at('root.pem'),
    );
    issue('between', '/O=Mine/CN=between', 'root', at('ca.ext'));
    await fs.writeFile(at('leaf.ext'), 'subjectAltName=DNS:hubs.local,DNS:*.hubs.local,IP:127.0.0.1\n');
    issue('leaf', '/O=Mine/CN=leaf', 'between', at('leaf.ext'));
    const [leaf, between] = await Promise.all(['leaf.pem', 'between.pem'].map((name) => fs.readFile(at(name), 'utf8')));
    await fs.writeFile(at('chain.pem'), `${leaf ?? ''}${between ?? ''}`);
  }

  function issue(name: string, subject: string, by: string, extensions: string): void {
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      subject,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
    );
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      '-CA',
      at(`${by}.pem`),
      '-CAkey',
      at(`${by}.key`),
      '-CAcreateserial',
      '-days',
      '90',
      '-extfile',
      extensions,
      '-out',
      at(`${name}.pem`),
    );
  }

  const own = (certificate = 'chain.pem', key = 'leaf.key', authority: string | undefined = 'root.pem') => ({
    certificate: at(certificate),
    key: at(key),
    authority: at(authority),
  });
  const trusted = (): string => at('trusted.pem');

  test('is accepted by its chain, and its root is what clients trust', async () => {
    const before = await fs.readFile(at('chain.pem'), 'utf8');
    expect(await certificatesAt().acceptOwn(own(), [...hosts, 'a.hubs.local', '127.0.0.1'], trusted())).toBe(true);
    expect(await certificatesAt().acceptOwn(own(), hosts, trusted())).toBe(false);
    const verified = openssl('verify', '-CAfile', trusted(), '-untrusted', at('between.pem'), at('leaf.pem'));
    expect(verified).toMatchObject({ ok: true });
    expect(await fs.readFile(at('chain.pem'), 'utf8')).toBe(before);
    expect(await inspect(pristine, certificatesAt(), own())).toMatchObject({
      authority: 'others',
      leaf: { kind: 'usable', daysLeft: 89 },
    });
  });

  const faults: [string, () => OwnCertificate, RegExp, { hosts?: string[]; now?: number }?][] = [
    ['missing', () => own('none.pem'), /none\.pem.*no such file/],
    ['no PEM', () => own('leaf.ext'), /leaf\.ext.*not a PEM file/],
    ['a key in its place', () => own('leaf.key'), /leaf\.key.*no certificate/],
    ['without its key', () => own('chain.pem', 'none.key'), /none\.key.*no such file/],
    ["with another's key", () => own('chain.pem', 'root.key'), /root\.key.*not the key of .*chain\.pem/],
    ['with a certificate as key', () => own('chain.pem', 'leaf.pem'), /leaf\.pem/],
    [
      'for other hosts',
      () => own(),
      /chain\.pem.*not for example\.com, localhost/,
      { hosts: ['example.com', 'localhost', 'a.hubs.local'] },
    ],
    ['expired', () => own(), /chain\.pem.*expired on/, { now: Date.now() + 91 * dayMs }],
    ['before its time', () => own(), /chain\.pem.*valid only from/, { now: Date.now() - dayMs }],
    ['without those between', () => own('leaf.pem'), /leaf\.pem.*chain ends at O=Mine, CN=leaf/],
    ['of an unknown root', () => ({ ...own(), authority: undefined }), /chain\.pem.*chain ends at O=Mine, CN=between/],
    [
      "with another's root",
      () => own('chain.pem', 'leaf.key', 'leaf.pem'),
      /chain\.pem.*chain ends at O=Mine, CN=between/,
    ],
  ];
  test.each(faults)('%s: said, with the file', async (_, given, expected, { hosts: wanted = hosts, now } = {}) => {
    const certificates = certificatesAt(now);
    const said = await codeOf(certificates.acceptOwn(given(), wanted, at('never.pem')));
    expect(said).toMatch(/^(own-certificate-unfit|certificate-unreadable): /);
    expect(said).toMatch(expected);
    await expect(fs.stat(at('never.pem'))).rejects.toThrow('ENOENT');
  });
});
