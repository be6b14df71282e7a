/** Ten thousand damaged files: what is read of them is what was there, or a Problem. */
import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { describeCertificate } from '../../src/adapters/certificates-inspect.ts';
import { readUsersOwn } from '../../src/adapters/certificates-own.ts';
import { permsFault } from '../../src/adapters/certificates-perms.ts';
import {
  isSignedBy,
  readAuthority,
  readCertificate,
  readOwnCertificate,
  readPermsKey,
  readPrivateKey,
} from '../../src/adapters/certificates-read.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import type { Files } from '../../src/model/machine.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { by, type Place, placeAt } from '../helpers/certificates.ts';
import { seeded } from '../soak/seeded.ts';

const rounds = 10_000;
const hosts = ['hubs.local', '192.168.7.9'];

let root: string;
let place: Place;
let texts: ReadonlyMap<string, string>;

beforeAll(async () => {
  root = await fs.mkdtemp(path.join(tmpdir(), 'metaton-fuzz-'));
  place = placeAt(root, 'place');
  const certificates = makeCertificates(makeFiles(root));
  await certificates.ensureAuthority(by(place), hosts);
  await certificates.ensureLeaf(by(place), hosts, place.folder);
  await certificates.ensurePermsKeys(place.folder);
  const folders = [place.authority, place.folder];
  const files = (
    await Promise.all(folders.map(async (folder) => (await fs.readdir(folder)).map((name) => path.join(folder, name))))
  ).flat();
  texts = new Map(await Promise.all(files.map(async (file) => [file, await fs.readFile(file, 'utf8')] as const)));
});
afterAll(() => fs.rm(root, { recursive: true, force: true }));

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** What happens to files: bytes change, lines go, ends are cut off, other files are pasted in. */
function mutate(text: string, random: Random): string {
  const at = below(random, text.length);
  const length = 1 + below(random, 40);
  const others = [...texts.values()];
  const letters = 'ABCDEFabcdef0123456789+/=-\n\r \0é{}"';
  const noise = Array.from({ length }, () => letters.charAt(below(random, letters.length))).join('');
  const lines = text.split('\n');
  switch (below(random, 8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + noise + text.slice(at);
    case 3:
      return text.slice(0, at) + noise + text.slice(at + length);
    case 4:
      return lines.toSpliced(below(random, lines.length), 1 + below(random, 3)).join('\n');
    case 5:
      return text.slice(0, at) + (others[below(random, others.length)] ?? '');
    case 6:
      return intoDer(text, random);
    default:
      return text.replaceAll('\n', '\r\n').slice(below(random, 3));
  }
}

/** Still PEM, and other bytes within: as far as a reader can be led. */
function intoDer(text: string, random: Random): string {
  return text.replace(/(-----BEGIN [^-]+-----\n)([^-]*)(\n-----END)/, (_, begin: string, body: string, end: string) => {
    const der = Buffer.from(body, 'base64');
    for (let count = 1 + below(random, 4); count > 0; count--) der[below(random, der.length)] = below(random, 256);
    return `${begin}${der.toString('base64').replace(/(.{64})(?!$)/g, '$1\n')}${end}`;
  });
}

test('ten thousand damaged files are each a Problem, or do what the whole one did', { timeout: 120_000 }, async () => {
  const random = seeded(20_261_124);
  const file = (name: string): string => path.join(place.folder, name);
  const [ca, caKey] = ['ca.pem', 'ca-key.pem'].map((name) => path.join(place.authority, name)) as [string, string];
  const now = Date.now();
  let damaged: readonly [string, string] = ['', ''];
  const files: Files = {
    ...makeFiles(root),
    read: (name) => Promise.resolve(name === damaged[0] ? damaged[1] : texts.get(name)),
    mode: () => Promise.resolve(0o600),
  };
  const authority = await readCertificate(files, ca);
  const key = await readPermsKey(files, file('perms.pem'));
  if (!authority || !key) throw new Error('not made');

  const original = (name: string): string => texts.get(name) ?? '';
  const isSame = (name: string, found: X509Certificate | undefined): boolean =>
    found?.raw.equals(new X509Certificate(original(name)).raw) ?? false;
  const signsAs = (name: string, found: ReturnType<typeof createPrivateKey> | undefined): boolean =>
    found !== undefined &&
    verify('sha256', Buffer.from('word'), createPublicKey(original(name)), sign('sha256', Buffer.from('word'), found));

  /** By file: reads it, and says whether what was read is as good as what was there. */
  const readers: readonly (readonly [string, () => Promise<boolean>])[] = [
    [ca, async () => isSame(ca, (await readAuthority(files, by(place), now))?.x509)],
    [caKey, async () => signsAs(caKey, await readPrivateKey(files, caKey))],
    [
      file('cert.pem'),
      async () => {
        await describeCertificate(files, file('cert.pem'), now);
        const leaf = await readOwnCertificate(files, file('cert.pem'));
        // A certificate that is not what was signed is refused by its signature.
        return leaf !== undefined && isSignedBy(leaf, authority) === isSame(file('cert.pem'), leaf.x509);
      },
    ],
    [
      file('fullchain.pem'),
      async () => {
        const own = { certificate: file('fullchain.pem'), key: file('key.pem'), authority: undefined };
        return isSame(file('cert.pem'), (await readUsersOwn(files, own, hosts, now)).leaf.x509);
      },
    ],
    [file('key.pem'), async () => signsAs(file('key.pem'), await readPrivateKey(files, file('key.pem')))],
    [file('perms.pem'), async () => signsAs(file('perms.pem'), await readPermsKey(files, file('perms.pem')))],
    [file('perms.pub.pem'), () => isSound(file('perms.pub.pem'))],
    [file('reticulum-jwk.json'), () => isSound(file('reticulum-jwk.json'))],
  ];
  /** Either form is compared with the private key, part by part. */
  async function isSound(name: string): Promise<boolean> {
    const fault = await permsFault(files, place.folder, key ?? createPrivateKey(''));
    if (fault) throw new ProblemError(fault);
    return name !== '';
  }

  const seen = { problems: 0, equals: 0 };
  for (let round = 0; round < rounds; round++) {
    const [name, read] = readers[round % readers.length] ?? readers[0] ?? ['', () => Promise.resolve(false)];
    damaged = [name, mutate(original(name), random)];
    try {
      expect(await read(), `round ${round}, ${name}:\n${damaged[1]}`).toBe(true);
      seen.equals += 1;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      expect(error.problem.summary, `round ${round}`).toContain(place.folder.replace(/certs$/, ''));
      seen.problems += 1;
    }
  }
  expect(seen.problems + seen.equals).toBe(rounds);
  // Most of it must do harm, or nothing was tried.
  expect(seen.problems).toBeGreaterThan(rounds / 2);
});
