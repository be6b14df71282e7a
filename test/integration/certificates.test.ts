import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  verify,
  X509Certificate,
} from 'node:crypto';
import * as fs from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createServer } from 'node:tls';
import fc from 'fast-check';
import { importJWK, importSPKI, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import { by, codeOf, hasOpenssl, openssl, type Place, placeAt } from '../helpers/certificates.ts';
import type { CertificateFacts, Certificates } from '../../src/model/certificates.ts';

const hosts = ['hubs.local', '192.168.7.9', 'fd00::7'];
const dayMs = 86_400_000;

let root: string;
/** Made once: making keys is slow. Tests that change anything work on a copy. */
let pristine: Place;
let foreign: Place;

beforeAll(async () => {
  root = await fs.mkdtemp(path.join(tmpdir(), 'metaton-certificates-'));
  [pristine, foreign] = await Promise.all([makePlace('pristine'), makePlace('foreign')]);
});
afterAll(() => fs.rm(root, { recursive: true, force: true }));

const at = (name: string): Place => placeAt(root, name);

const certificatesAt = (now = Date.now()): Certificates => makeCertificates(makeFiles(root), { now: () => now });

async function makePlace(name: string, now?: number): Promise<Place> {
  const place = at(name);
  const certificates = certificatesAt(now);
  const perms = certificates.ensurePermsKeys(place.folder);
  expect(await certificates.ensureAuthority(by(place), hosts)).toBe(true);
  expect(await certificates.ensureLeaf(by(place), hosts, place.folder)).toBe(true);
  expect(await perms).toBe(true);
  return place;
}

let copies = 0;
async function copyOf(place: Place): Promise<Place> {
  const copy = at(`copy-${++copies}`);
  await fs.cp(path.dirname(place.authority), path.dirname(copy.authority), { recursive: true });
  return copy;
}

const ensureAll = async (place: Place, certificates = certificatesAt(), wanted: readonly string[] = hosts) => ({
  authority: await certificates.ensureAuthority(by(place), wanted),
  leaf: await certificates.ensureLeaf(by(place), wanted, place.folder),
  perms: await certificates.ensurePermsKeys(place.folder),
});

const inspect = (place: Place, certificates = certificatesAt(), wanted: readonly string[] = hosts) =>
  certificates.inspect({ ...by(place), folder: place.folder, hosts: wanted, own: undefined });

/** Every file below the place: mode, time and bytes. */
async function snapshot(place: Place): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const folder of [place.authority, place.folder]) {
    for (const name of await fs.readdir(folder)) {
      const file = path.join(folder, name);
      const stats = await fs.stat(file);
      const bytes = stats.isFile() ? await fs.readFile(file, 'base64') : 'a folder';
      entries.push([file, `${stats.mode.toString(8)} ${stats.mtimeMs} ${stats.ino} ${bytes}`]);
    }
  }
  return Object.fromEntries(entries);
}

const modeOf = async (file: string): Promise<string> => ((await fs.stat(file)).mode & 0o777).toString(8);
const x509 = async (file: string): Promise<X509Certificate> => new X509Certificate(await fs.readFile(file));
const ca = (place: Place, name = 'ca.pem'): string => path.join(place.authority, name);
const file = (place: Place, name: string): string => path.join(place.folder, name);

describe('what is made', () => {
  test.skipIf(!hasOpenssl)('openssl finds that the leaf chains to the authority, by every name', () => {
    for (const name of [
      '-verify_hostname localhost',
      '-verify_hostname hubs.local',
      '-verify_ip 127.0.0.1',
      '-verify_ip ::1',
    ]) {
      const result = openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        ...name.split(' '),
        '-CAfile',
        ca(pristine),
        file(pristine, 'cert.pem'),
      );
      expect(result).toMatchObject({ ok: true });
    }
    expect(
      openssl('verify', '-verify_hostname', 'example.com', '-CAfile', ca(pristine), file(pristine, 'cert.pem')).ok,
    ).toBe(false);
  });

  test.skipIf(!hasOpenssl)('openssl reads the profile of the authority', () => {
    const { output } = openssl('x509', '-noout', '-text', '-in', ca(pristine));
    expect(output).toContain('Version: 3');
    expect(output).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(output).toContain('Public-Key: (3072 bit)');
    expect(output).toMatch(/Serial Number:\s+[4-7][0-9a-f](:[0-9a-f]{2}){15}\n/);
    expect(output).toMatch(/Subject: O ?= ?metaton, OU ?= ?\S+@\S+, CN ?= ?metaton \S+@\S+ [0-9a-f]{8}\n/);
    expect(output).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
    expect(output).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(output).toMatch(/Subject Key Identifier: \s+[0-9A-F]{2}(:[0-9A-F]{2}){19}\n/);
    expect(output).not.toContain('Extended Key Usage');
    const constraints = /Name Constraints: critical\s+Permitted:\n((?: {18}.*\n)+)/.exec(output)?.[1];
    expect(constraints?.trim().split(/\s*\n\s*/)).toEqual([
      'DNS:localhost',
      'DNS:hubs.local',
      'IP:127.0.0.0/255.0.0.0',
      expect.stringMatching(/^IP:0:0:0:0:0:0:0:1\/FFFF(:FFFF){7}$/),
      'IP:192.168.7.9/255.255.255.255',
      expect.stringMatching(/^IP:FD00:0:0:0:0:0:0:7\/FFFF(:FFFF){7}$/),
    ]);
    expect(validityDays(output)).toBeCloseTo(3650 + 1 / 24, 2);
  });

  test.skipIf(!hasOpenssl)('openssl reads the profile of the leaf', () => {
    const { output } = openssl('x509', '-noout', '-text', '-in', file(pristine, 'cert.pem'));
    expect(output).toContain('Version: 3');
    expect(output).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(output).toContain('Public-Key: (2048 bit)');
    expect(output).toMatch(/Basic Constraints: critical\s+CA:FALSE\n/);
    expect(output).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(output).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
    expect(output).toMatch(
      /DNS:localhost, DNS:hubs.local, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.168.7.9, IP Address:FD00:0:0:0:0:0:0:7\n/,
    );
    const authority = openssl('x509', '-noout', '-text', '-in', ca(pristine)).output;
    const keyIdentifier = /Subject Key Identifier: \s+(\S+)/.exec(authority)?.[1];
    expect(/Authority Key Identifier: \s+(?:keyid:)?(\S+)/.exec(output)?.[1]).toBe(keyIdentifier);
    expect(output).toContain('Subject Key Identifier');
    expect(validityDays(output)).toBeCloseTo(397 + 1 / 24, 2);
    expect(output).toMatch(/Serial Number:\s+[4-7][0-9a-f](:[0-9a-f]{2}){15}\n/);
  });

  test.skipIf(!hasOpenssl)('the authority cannot vouch for anyone else, even with its key in hand', async () => {
    const place = await copyOf(pristine);
    const forge = async (san: string): Promise<{ ok: boolean; output: string }> => {
      const extensions = file(place, 'forged.ext');
      const [request, forged] = [file(place, 'forged.csr'), file(place, 'forged.pem')];
      await fs.writeFile(extensions, `subjectAltName=${san}\n`);
      openssl('req', '-new', '-subj', '/O=forged', '-key', file(place, 'key.pem'), '-out', request);
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        ca(place),
        '-CAkey',
        ca(place, 'ca-key.pem'),
        '-days',
        '9',
        '-extfile',
        extensions,
        '-out',
        forged,
      );
      return openssl('verify', '-CAfile', ca(place), forged);
    };
    for (const san of ['DNS:example.com', 'DNS:notlocalhost', 'IP:93.184.216.34', 'IP:192.168.7.10', 'IP:::2']) {
      expect(await forge(san), san).toMatchObject({
        ok: false,
        output: expect.stringContaining('permitted subtree violation') as string,
      });
    }
    for (const san of [
      'DNS:localhost',
      'DNS:x.localhost',
      'IP:127.0.0.1',
      'IP:127.9.9.9',
      'IP:::1',
      'IP:192.168.7.9',
    ]) {
      expect(await forge(san), san).toMatchObject({ ok: true });
    }
  });

  test('Node agrees: names, addresses, key', async () => {
    const leaf = await x509(file(pristine, 'cert.pem'));
    expect(['localhost', 'hubs.local', 'example.com'].map((name) => leaf.checkHost(name))).toEqual([
      'localhost',
      'hubs.local',
      undefined,
    ]);
    expect(['127.0.0.1', '::1', '10.0.0.1'].map((ip) => leaf.checkIP(ip))).toEqual(['127.0.0.1', '::1', undefined]);
    expect(leaf.checkPrivateKey(createPrivateKey(await fs.readFile(file(pristine, 'key.pem'))))).toBe(true);
  });

  test('a TLS server with the leaf is accepted by a client that trusts only the authority', async () => {
    const server = createServer({
      cert: await fs.readFile(file(pristine, 'fullchain.pem')),
      key: await fs.readFile(file(pristine, 'key.pem')),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const trusted = await fs.readFile(ca(pristine));
      expect(await handshake(port, 'hubs.local', trusted)).toBe('accepted');
      expect(await handshake(port, 'example.com', trusted)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(await handshake(port, 'localhost', await fs.readFile(ca(foreign)))).not.toBe('accepted');
    } finally {
      server.close();
    }
  });

  test('private keys are for their owner alone', async () => {
    expect(await modeOf(pristine.authority)).toBe('700');
    expect(await modeOf(pristine.folder)).toBe('700');
    expect(await modeOf(ca(pristine))).toBe('644');
    expect(await modeOf(ca(pristine, 'ca-key.pem'))).toBe('400');
    for (const name of ['key.pem', 'perms.pem']) expect(await modeOf(file(pristine, name))).toBe('600');
    for (const name of ['cert.pem', 'fullchain.pem', 'ca.pem', 'perms.pub.pem', 'reticulum-jwk.json']) {
      expect(await modeOf(file(pristine, name))).toBe('644');
    }
  });

  test('files have the forms that the services read', async () => {
    const first = async (name: string): Promise<string> =>
      (await fs.readFile(file(pristine, name), 'utf8')).split('\n')[0] ?? '';
    expect(await first('key.pem')).toBe('-----BEGIN PRIVATE KEY-----');
    expect(await first('perms.pem')).toBe('-----BEGIN RSA PRIVATE KEY-----');
    expect(await first('perms.pub.pem')).toBe('-----BEGIN PUBLIC KEY-----');
    expect(Object.keys(await jwkOf(pristine)).sort()).toEqual(['e', 'kty', 'n']);
    const [cert, authority, chain] = await Promise.all(
      ['cert.pem', 'ca.pem', 'fullchain.pem'].map((name) => fs.readFile(file(pristine, name), 'utf8')),
    );
    expect(chain).toBe(`${cert ?? ''}${authority ?? ''}`);
    expect(authority).toBe(await fs.readFile(ca(pristine), 'utf8'));
    expect(chain).not.toContain('\r');
    expect((await fs.readdir(path.dirname(pristine.authority))).sort()).toEqual(['ca', 'certs']);
  });

  test('inspect says what there is', async () => {
    const { authority, leaf, permsKeys } = await inspect(pristine);
    expect(permsKeys).toBe('consistent');
    expect(leaf).toEqual({
      kind: 'usable',
      names: ['localhost', 'hubs.local', '127.0.0.1', '::1', '192.168.7.9', 'fd00::7'],
      expiresAt: Date.parse((await x509(file(pristine, 'cert.pem'))).validTo),
      daysLeft: 396,
      fingerprint: (await x509(file(pristine, 'cert.pem'))).fingerprint256,
      isUnconstrained: false,
    });
    expect(authority).toMatchObject({
      kind: 'usable',
      names: ['localhost', 'hubs.local', '127.0.0.0/8', '::1/128', '192.168.7.9/32', 'fd00::7/128'],
    });
  });

  test('inspect says what there is not', async () => {
    expect(await inspect(at('nowhere'))).toEqual({
      authority: { kind: 'missing' },
      leaf: { kind: 'missing' },
      permsKeys: 'missing',
    });
  });
});

describe('made once', () => {
  test('a second run changes no byte, no mode, no file', async () => {
    const place = await copyOf(pristine);
    const before = await snapshot(place);
    expect(await ensureAll(place)).toEqual({ authority: false, leaf: false, perms: false });
    expect(await ensureAll(place, certificatesAt(), [...hosts, 'LOCALHOST', '0:0:0:0:0:0:0:1'].reverse())).toEqual({
      authority: false,
      leaf: false,
      perms: false,
    });
    await inspect(place);
    expect(await snapshot(place)).toEqual(before);
  });

  test('several at once end with one authority whose key fits', async () => {
    const place = at('race');
    const made = await Promise.all([1, 2, 3].map(() => certificatesAt().ensureAuthority(by(place), hosts)));
    expect(made.filter(Boolean)).toHaveLength(1);
    const key = createPrivateKey(await fs.readFile(ca(place, 'ca-key.pem')));
    expect((await x509(ca(place))).checkPrivateKey(key)).toBe(true);
    expect(await fs.readdir(path.dirname(place.authority))).toEqual(['ca']);
  });

  test('an empty folder is filled, a folder with other things is left alone', async () => {
    const place = at('occupied');
    await fs.mkdir(place.authority, { recursive: true });
    await fs.writeFile(ca(place, 'thesis.txt'), 'mine');
    expect(await codeOf(certificatesAt().ensureAuthority(by(place), hosts))).toMatch(/^authority-folder-occupied/);
    expect(await fs.readdir(path.dirname(place.authority))).toEqual(['ca']);
    await fs.rm(ca(place, 'thesis.txt'));
    expect(await certificatesAt().ensureAuthority(by(place), hosts)).toBe(true);
    expect(await modeOf(place.authority)).toBe('700');
  });

  test('an authority refuses hosts that it was not made for', async () => {
    const wanted = [...hosts, 'example.com', '10.0.0.1', 'x.localhost', '127.3.3.3'];
    const refused = /^authority-too-narrow: .*ca\.pem may not vouch for example\.com, 10\.0\.0\.1\.$/;
    expect(await codeOf(certificatesAt().ensureAuthority(by(pristine), wanted))).toMatch(refused);
    expect(await codeOf(certificatesAt().ensureLeaf(by(pristine), wanted, at('narrow').folder))).toMatch(refused);
    expect((await inspect(pristine, certificatesAt(), wanted)).authority).toMatchObject({ kind: 'unusable' });
    expect(await codeOf(certificatesAt().ensureLeaf(by(at('nowhere')), hosts, at('narrow').folder))).toMatch(
      /^authority-missing/,
    );
  });

  test('a name that is not ASCII goes into the certificates in its ASCII form', async () => {
    const place = at('umlaut');
    const certificates = certificatesAt();
    await certificates.ensureAuthority(by(place), ['bücher.local']);
    expect(await certificates.ensureLeaf(by(place), ['bücher.local'], place.folder)).toBe(true);
    expect(await certificates.ensureLeaf(by(place), ['bücher.local'], place.folder)).toBe(false);
    expect((await x509(file(place, 'cert.pem'))).checkHost('xn--bcher-kva.local')).toBe('xn--bcher-kva.local');
  });
});

describe('a leaf is made anew', () => {
  test.skipIf(!hasOpenssl)('under an authority whose maker has a name beyond ASCII', async () => {
    const place = at('jörg');
    await fs.mkdir(place.authority, { recursive: true });
    const key = ca(place, 'ca-key.pem');
    const subject = ['-utf8', '-subj', '/O=metaton/OU=jörg@mäc/CN=metaton 東京'];
    openssl('req', '-x509', '-newkey', 'rsa:3072', '-nodes', ...subject, '-keyout', key, '-out', ca(place));
    await fs.chmod(key, 0o400);
    expect(await certificatesAt().ensureLeaf(by(place), ['a.example'], place.folder)).toBe(true);
    expect(openssl('verify', '-CAfile', ca(place), file(place, 'cert.pem'))).toMatchObject({ ok: true });
    expect(await inspect(place, certificatesAt(), ['a.example'])).toMatchObject({ leaf: { kind: 'usable' } });
  });

  const later = certificatesAt(Date.now() + 384 * dayMs);
  const reasons: [string, (place: Place) => Promise<unknown>, Certificates?, string[]?][] = [
    ['when it is missing', (place) => fs.rm(file(place, 'cert.pem'))],
    ['when its key is missing', (place) => fs.rm(file(place, 'key.pem'))],
    ['when its key is another', (place) => fs.copyFile(file(foreign, 'key.pem'), file(place, 'key.pem'))],
    [
      'when the authority is another',
      (place) => fs.cp(foreign.authority, place.authority, { recursive: true, force: true }),
    ],
    ['when it ends within 14 days', () => Promise.resolve(), later],
    ['when it has ended', () => Promise.resolve(), certificatesAt(Date.now() + 400 * dayMs)],
    ['when a host is new', () => Promise.resolve(), certificatesAt(), [...hosts, 'x.hubs.local']],
    ['when a host is gone', () => Promise.resolve(), certificatesAt(), ['hubs.local']],
  ];
  test.each(reasons)('%s', async (_, spoil, certificates = certificatesAt(), wanted = hosts) => {
    const place = await copyOf(pristine);
    const serial = (await x509(file(place, 'cert.pem'))).serialNumber;
    await spoil(place);
    expect(await certificates.ensureLeaf(by(place), wanted, place.folder)).toBe(true);
    expect((await x509(file(place, 'cert.pem'))).serialNumber).not.toBe(serial);
    expect(await inspect(place, certificates, wanted)).toMatchObject({ leaf: { kind: 'usable' } });
    expect(await certificates.ensureLeaf(by(place), wanted, place.folder)).toBe(false);
  });

  test('but not before its time', async () => {
    const place = await copyOf(pristine);
    const before = certificatesAt(Date.now() + 382 * dayMs);
    expect(await before.ensureLeaf(by(place), hosts, place.folder)).toBe(false);
  });

  test.each(['fullchain.pem', 'ca.pem'])('%s alone is restored', async (name) => {
    const place = await copyOf(pristine);
    const text = await fs.readFile(file(place, name), 'utf8');
    const cert = await fs.readFile(file(place, 'cert.pem'), 'utf8');
    await fs.copyFile(file(foreign, name), file(place, name));
    expect(await inspect(place)).toMatchObject({
      leaf: { kind: 'unusable', problem: { summary: expect.stringContaining(name) as string } },
    });
    expect(await certificatesAt().ensureLeaf(by(place), hosts, place.folder)).toBe(true);
    expect(await fs.readFile(file(place, name), 'utf8')).toBe(text);
    expect(await fs.readFile(file(place, 'cert.pem'), 'utf8')).toBe(cert);
  });

  test('a key that stands there alone is used, not overwritten', async () => {
    const place = await copyOf(pristine);
    const key = await fs.readFile(file(place, 'key.pem'), 'utf8');
    await fs.rm(file(place, 'cert.pem'));
    await certificatesAt().ensureLeaf(by(place), hosts, place.folder);
    expect(await fs.readFile(file(place, 'key.pem'), 'utf8')).toBe(key);
  });
});

describe('what is broken is named and left alone', () => {
  const garbage = (target: string) => fs.writeFile(target, Buffer.from([0, 255, 254, 1, 2, 200, 10, 13]));
  const empty = (target: string) => fs.writeFile(target, '');
  const truncated = async (target: string) => fs.truncate(target, Math.floor((await fs.stat(target)).size / 2));
  const swapped = async (one: string, other: string) => {
    await fs.rename(one, `${one}.aside`);
    await fs.rename(other, one);
    await fs.rename(`${one}.aside`, other);
  };
  /** A letter in the middle of the base64: still PEM, no longer what was signed. */
  const flipped = async (target: string) => {
    const text = await fs.readFile(target, 'utf8');
    const middle = text.indexOf('\n', text.length - 300) + 5;
    const other = text[middle] === 'A' ? 'B' : 'A';
    await fs.writeFile(target, text.slice(0, middle) + other + text.slice(middle + 1));
  };
  const folderInTheWay = async (target: string) => {
    await fs.rm(target);
    await fs.mkdir(target);
  };
  const writable = async (target: string) => fs.chmod(target, 0o600);
  const now = certificatesAt();

  type Ensure = (place: Place) => Promise<unknown>;
  const authority: Ensure = (place) => now.ensureAuthority(by(place), hosts);
  const leaf: Ensure = (place) => now.ensureLeaf(by(place), hosts, place.folder);
  const perms: Ensure = (place) => now.ensurePermsKeys(place.folder);

  const table: [string, (place: Place) => Promise<unknown>, Ensure, keyof CertificateFacts, RegExp][] = [
    [
      'ca.pem garbage',
      (p) => garbage(ca(p)),
      authority,
      'authority',
      /^certificate-unreadable: .*ca\.pem .*not a PEM file/,
    ],
    ['ca.pem empty', (p) => empty(ca(p)), authority, 'authority', /^certificate-unreadable: .*ca\.pem .*empty/],
    [
      'ca.pem truncated',
      (p) => truncated(ca(p)),
      authority,
      'authority',
      /^certificate-unreadable: .*ca\.pem .*cut off/,
    ],
    ['ca.pem flipped', (p) => flipped(ca(p)), authority, 'authority', /^authority-broken: .*ca\.pem .*signature/],
    ['ca.pem missing', (p) => fs.rm(ca(p)), authority, 'authority', /^authority-incomplete: .*ca\.pem is missing/],
    [
      'ca.pem a leaf',
      (p) => fs.copyFile(file(p, 'cert.pem'), ca(p)),
      authority,
      'authority',
      /^authority-broken: .*ca\.pem/,
    ],
    [
      'ca.pem of another',
      (p) => fs.copyFile(ca(foreign), ca(p)),
      authority,
      'authority',
      /^authority-broken: .*ca-key\.pem .*not the key/,
    ],
    [
      'ca.pem a folder',
      (p) => folderInTheWay(ca(p)),
      authority,
      'authority',
      /^certificate-file-unreadable: .*ca\.pem/,
    ],
    [
      'ca-key.pem missing',
      (p) => fs.rm(ca(p, 'ca-key.pem')),
      authority,
      'authority',
      /^authority-incomplete: .*ca-key\.pem is missing/,
    ],
    [
      'ca-key.pem truncated',
      async (p) => {
        await writable(ca(p, 'ca-key.pem'));
        await truncated(ca(p, 'ca-key.pem'));
      },
      authority,
      'authority',
      /^certificate-unreadable: .*ca-key\.pem .*cut off/,
    ],
    [
      'ca-key.pem exposed',
      (p) => fs.chmod(ca(p, 'ca-key.pem'), 0o440),
      authority,
      'authority',
      /^private-key-exposed: .*ca-key\.pem/,
    ],
    [
      'ca and key swapped',
      (p) => swapped(ca(p), ca(p, 'ca-key.pem')),
      authority,
      'authority',
      /^certificate-unreadable: .*ca\.pem/,
    ],
    [
      'cert.pem garbage',
      (p) => garbage(file(p, 'cert.pem')),
      leaf,
      'leaf',
      /^certificate-unreadable: .*cert\.pem .*not a PEM file/,
    ],
    ['cert.pem empty', (p) => empty(file(p, 'cert.pem')), leaf, 'leaf', /^certificate-unreadable: .*cert\.pem .*empty/],
    [
      'cert.pem truncated',
      (p) => truncated(file(p, 'cert.pem')),
      leaf,
      'leaf',
      /^certificate-unreadable: .*cert\.pem .*cut off/,
    ],
    [
      'cert and key swapped',
      (p) => swapped(file(p, 'cert.pem'), file(p, 'key.pem')),
      leaf,
      'leaf',
      /^certificate-unreadable: .*cert\.pem/,
    ],
    [
      'cert.pem a folder',
      (p) => folderInTheWay(file(p, 'cert.pem')),
      leaf,
      'leaf',
      /^certificate-file-unreadable: .*cert\.pem/,
    ],
    [
      'key.pem garbage',
      (p) => garbage(file(p, 'key.pem')),
      leaf,
      'leaf',
      /^certificate-unreadable: .*key\.pem .*not a PEM file/,
    ],
    [
      'key.pem truncated',
      (p) => truncated(file(p, 'key.pem')),
      leaf,
      'leaf',
      /^certificate-unreadable: .*key\.pem .*cut off/,
    ],
    [
      'perms.pem garbage',
      (p) => garbage(file(p, 'perms.pem')),
      perms,
      'permsKeys',
      /^perms-key-unusable: .*perms\.pem .*not a PEM file/,
    ],
    [
      'perms.pem empty',
      (p) => empty(file(p, 'perms.pem')),
      perms,
      'permsKeys',
      /^perms-key-unusable: .*perms\.pem .*empty/,
    ],
    [
      'perms.pem truncated',
      (p) => truncated(file(p, 'perms.pem')),
      perms,
      'permsKeys',
      /^perms-key-unusable: .*perms\.pem .*cut off/,
    ],
    [
      'perms.pem public',
      (p) => fs.copyFile(file(p, 'perms.pub.pem'), file(p, 'perms.pem')),
      perms,
      'permsKeys',
      /^perms-key-unusable: .*perms\.pem/,
    ],
  ];
  test.each(table)('%s', async (_, spoil, ensure, part, expected) => {
    const place = await copyOf(pristine);
    await spoil(place);
    const before = await snapshot(place);
    const said = await codeOf(ensure(place));
    expect(said).toMatch(expected);
    const state = (await inspect(place))[part];
    if (typeof state === 'string' || !('wrong' in state || state.kind === 'unusable')) throw new Error('not told');
    expect(said).toContain('wrong' in state ? state.wrong.summary : state.problem.summary);
    expect(await snapshot(place)).toEqual(before);
  });

  test('an expired authority', async () => {
    const later = certificatesAt(Date.now() + 3651 * dayMs);
    const place = await copyOf(pristine);
    const before = await snapshot(place);
    expect(await codeOf(later.ensureAuthority(by(place), hosts))).toMatch(/^authority-expired: .*ca\.pem expired on/);
    expect(await codeOf(later.ensureLeaf(by(place), hosts, place.folder))).toMatch(/^authority-expired/);
    expect(await inspect(place, later)).toMatchObject({ authority: { kind: 'unusable' }, leaf: { kind: 'unusable' } });
    expect(await snapshot(place)).toEqual(before);
  });

  test('a clock that went back', async () => {
    const earlier = certificatesAt(Date.now() - 2 * dayMs);
    expect(await codeOf(earlier.ensureAuthority(by(pristine), hosts))).toMatch(/^authority-not-yet-valid/);
    expect(await inspect(pristine, earlier)).toMatchObject({
      authority: { kind: 'unusable' },
      leaf: { kind: 'unusable' },
    });
  });

  test.skipIf(!hasOpenssl).each(['cert.pem', 'fullchain.pem', 'ca.pem'])("somebody else's %s", async (name) => {
    const place = await copyOf(pristine);
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/O=Somebody/CN=localhost',
      '-keyout',
      file(place, 'theirs.pem'),
      '-out',
      file(place, name),
    );
    const before = await snapshot(place);
    expect(await codeOf(leaf(place))).toMatch(new RegExp(`^certificate-foreign: .*${name} was not made by metaton`));
    expect((await inspect(place)).leaf).toMatchObject({
      kind: 'unusable',
      problem: { summary: expect.stringContaining(name) as string },
    });
    expect(await snapshot(place)).toEqual(before);
  });

  const faults: [string, (place: Place) => Promise<unknown>, RegExp, string[]?][] = [
    [
      'key.pem of another',
      (p) => fs.copyFile(file(foreign, 'key.pem'), file(p, 'key.pem')),
      /key\.pem does not fit .*cert\.pem/,
    ],
    ['key.pem missing', (p) => fs.rm(file(p, 'key.pem')), /key\.pem.* is missing/],
    ['key.pem exposed', (p) => fs.chmod(file(p, 'key.pem'), 0o644), /key\.pem can be reached by other users/],
    [
      'authority changed',
      (p) => fs.cp(foreign.authority, p.authority, { recursive: true }),
      /cert\.pem does not chain to the authority .*ca\.pem/,
    ],
    ['authority gone', (p) => fs.rm(p.authority, { recursive: true }), /cert\.pem does not chain to the authority/],
    [
      'a name missing',
      () => Promise.resolve(),
      /cert\.pem is not valid for x\.hubs\.local\./,
      [...hosts, 'x.hubs.local'],
    ],
  ];
  test.each(faults)('inspect: %s', async (_, spoil, why, wanted = hosts) => {
    const place = await copyOf(pristine);
    await spoil(place);
    expect((await inspect(place, now, wanted)).leaf).toMatchObject({
      kind: 'unusable',
      problem: { summary: expect.stringMatching(why) as string },
    });
  });

  test('an exposed leaf key is closed again', async () => {
    const place = await copyOf(pristine);
    for (const name of ['key.pem', 'perms.pem']) await fs.chmod(file(place, name), 0o644);
    expect(await ensureAll(place)).toEqual({ authority: false, leaf: true, perms: true });
    for (const name of ['key.pem', 'perms.pem']) expect(await modeOf(file(place, name))).toBe('600');
    expect(await inspect(place)).toMatchObject({ leaf: { kind: 'usable' }, permsKeys: 'consistent' });
  });

  test('no content makes inspect throw', async () => {
    const place = await copyOf(pristine);
    const targets = [
      ca(place),
      ca(place, 'ca-key.pem'),
      ...['cert.pem', 'key.pem', 'perms.pem', 'perms.pub.pem', 'reticulum-jwk.json'].map((name) => file(place, name)),
    ];
    await fs.chmod(ca(place, 'ca-key.pem'), 0o600);
    const mutation = fc.record({
      target: fc.constantFrom(...targets),
      at: fc.nat(2500),
      removed: fc.nat(40),
      added: fc.oneof(fc.base64String({ maxLength: 40 }), fc.string({ maxLength: 10 })),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ target, at: position, removed, added }) => {
        const original = await fs.readFile(target, 'utf8');
        const start = position % original.length;
        await fs.writeFile(target, original.slice(0, start) + added + original.slice(start + removed));
        try {
          await inspect(place);
        } finally {
          await fs.writeFile(target, original);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('perms keys', () => {
  const wrong: [string, (place: Place) => Promise<unknown>, RegExp][] = [
    ['JWK missing', (p) => fs.rm(file(p, 'reticulum-jwk.json')), /reticulum-jwk\.json is missing/],
    ['JWK not JSON', (p) => fs.writeFile(file(p, 'reticulum-jwk.json'), 'secret'), /reticulum-jwk\.json is not a JWK/],
    [
      'JWK of another',
      (p) => fs.copyFile(file(foreign, 'reticulum-jwk.json'), file(p, 'reticulum-jwk.json')),
      /reticulum-jwk\.json holds another key/,
    ],
    [
      'JWK private',
      async (p) => {
        const jwk = createPrivateKey(await fs.readFile(file(p, 'perms.pem'))).export({ format: 'jwk' });
        await fs.writeFile(file(p, 'reticulum-jwk.json'), JSON.stringify(jwk));
      },
      /reticulum-jwk\.json holds private parts of the key \(d, p, q/,
    ],
    ['public PEM missing', (p) => fs.rm(file(p, 'perms.pub.pem')), /perms\.pub\.pem is missing/],
    [
      'public PEM of another',
      (p) => fs.copyFile(file(foreign, 'perms.pub.pem'), file(p, 'perms.pub.pem')),
      /perms\.pub\.pem holds another key/,
    ],
    [
      'public PEM private',
      (p) => fs.copyFile(file(p, 'perms.pem'), file(p, 'perms.pub.pem')),
      /perms\.pub\.pem holds a private key/,
    ],
    ['public PEM broken', (p) => fs.writeFile(file(p, 'perms.pub.pem'), 'x'), /perms\.pub\.pem is not a public key/],
  ];
  test.each(wrong)('%s: said, and mended from perms.pem', async (_, spoil, why) => {
    const place = await copyOf(pristine);
    const before = await textsOf(place);
    await spoil(place);
    expect((await inspect(place)).permsKeys).toMatchObject({
      wrong: { summary: expect.stringMatching(why) as string },
    });
    expect(await certificatesAt().ensurePermsKeys(place.folder)).toBe(true);
    expect(await textsOf(place)).toEqual(before);
    expect((await inspect(place)).permsKeys).toBe('consistent');
  });

  test('a token is verified by the public PEM and by the JWK', async () => {
    const now = 1_700_000_000_999;
    const claims = { aud: 'ret_perms', join_hub: true };
    const token = await certificatesAt(now).sign({ key: { file: file(pristine, 'perms.pem') }, claims });
    expect(isSigned(token, createPublicKey(await fs.readFile(file(pristine, 'perms.pub.pem'))))).toBe(true);
    expect(isSigned(token, createPublicKey({ key: await jwkOf(pristine), format: 'jwk' }))).toBe(true);
    expect(part(token, 0)).toEqual({ alg: 'RS512', typ: 'JWT' });
    expect(part(token, 1)).toEqual({
      ...claims,
      iat: 1_699_999_999,
      nbf: 1_699_999_999,
      exp: 1_700_000_300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  test('another library takes the token with either public form', async () => {
    const token = await certificatesAt().sign({
      key: { file: file(pristine, 'perms.pem') },
      claims: { aud: 'ret_perms', sub: 'me' },
    });
    const wanted = { algorithms: ['RS512'], audience: 'ret_perms' };
    const pem = await importSPKI(await fs.readFile(file(pristine, 'perms.pub.pem'), 'utf8'), 'RS512');
    const jwk = await importJWK({ ...(await jwkOf(pristine)), kty: 'RSA' }, 'RS512');
    for (const key of [pem, jwk]) {
      const { payload, protectedHeader } = await jwtVerify(token, key, wanted);
      expect([payload.sub, protectedHeader.alg]).toEqual(['me', 'RS512']);
    }
    const other = await importSPKI(await fs.readFile(file(foreign, 'perms.pub.pem'), 'utf8'), 'RS512');
    await expect(jwtVerify(token, other, wanted)).rejects.toThrow('signature verification failed');
  });

  test('claims of the request win', async () => {
    const token = await certificatesAt().sign({ key: { file: file(pristine, 'perms.pem') }, claims: { jti: 'mine' } });
    expect(part(token, 1)).toMatchObject({ jti: 'mine' });
  });

  test('a forged token is well-formed and verified by no key of ours', async () => {
    const certificates = certificatesAt();
    const [one, other] = [
      await certificates.sign({ key: 'forged', claims: {} }),
      await certificates.sign({ key: 'forged', claims: {} }),
    ];
    expect(part(one, 0)).toEqual({ alg: 'RS512', typ: 'JWT' });
    expect(part(one, 1)).not.toEqual(part(other, 1));
    expect(isSigned(one, createPublicKey(await fs.readFile(file(pristine, 'perms.pub.pem'))))).toBe(false);
  });

  test('a key file that is missing or broken is a Problem', async () => {
    const sign = (name: string) => certificatesAt().sign({ key: { file: file(pristine, name) }, claims: {} });
    expect(await codeOf(sign('none.pem'))).toMatch(/^perms-key-unusable: .*none\.pem .*no such file/);
    expect(await codeOf(sign('perms.pub.pem'))).toMatch(/^perms-key-unusable: .*perms\.pub\.pem/);
  });
});

function validityDays(text: string): number {
  const time = (label: string): number => Date.parse(new RegExp(`${label} ?: (.*)`).exec(text)?.[1] ?? '');
  return (time('Not After') - time('Not Before')) / dayMs;
}

const handshake = (port: number, servername: string, trusted: Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca: trusted });
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve('accepted');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });

async function textsOf(place: Place): Promise<readonly string[]> {
  return Promise.all(
    ['perms.pem', 'perms.pub.pem', 'reticulum-jwk.json'].map((name) => fs.readFile(file(place, name), 'utf8')),
  );
}

const jwkOf = async (place: Place): Promise<JsonWebKey> =>
  JSON.parse(await fs.readFile(file(place, 'reticulum-jwk.json'), 'utf8')) as JsonWebKey;

const part = (token: string, index: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

function isSigned(token: string, key: KeyObject): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return verify('RSA-SHA512', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
}
