/** Real certificate databases of NSS: what metaton does to them, and above all what it does not. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import { makeProcesses } from '../../src/adapters/processes.ts';
import { makeTrust } from '../../src/adapters/trust.ts';
import type { TrustRow, TrustSubject, TrustWish } from '../../src/model/trust.ts';
import { hasTool } from '../helpers/tools.ts';

const missing = ['certutil', 'openssl'].filter((tool) => !hasTool(tool));

/** What the store of the system is looked at with is hidden, so that nothing but databases is touched. */
const shown = new Set(['certutil', 'chromium', 'mkdir', 'rm', 'rmdir']);

describe.skipIf(missing.length > 0)(`databases${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  let root: string;
  let authorities: readonly string[];
  let home: string;
  let subject: TrustSubject;

  beforeAll(async () => {
    root = await fs.mkdtemp(path.join(tmpdir(), 'metaton-trust-'));
    authorities = ['first', 'second'].map((name) => path.join(root, name));
    for (const folder of authorities)
      await makeCertificates(makeFiles()).ensureAuthority({ authorityFolder: folder, authorityMaker: 'metaton' }, []);
    return () => fs.rm(root, { recursive: true });
  });

  beforeEach(async () => {
    home = await fs.mkdtemp(path.join(root, 'höme '));
    subject = {
      authorityFolder: path.join(home, 'authority'),
      authorityMaker: 'metaton',
      folder: path.join(home, 'certs'),
      manifest: path.join(home, 'trust.json'),
    };
    await become(0);
  });
  afterEach(() => fs.rm(home, { recursive: true }));

  /** Which of the two authorities the user has. */
  const become = (index: number): Promise<void> =>
    fs.cp(authorities[index] ?? '', subject.authorityFolder, { recursive: true, force: true });

  const processes = makeProcesses(process.env);
  const stores = () =>
    makeTrust({
      files: makeFiles(root),
      processes: {
        ...processes,
        // A Chromium is pretended, so that a database is made for it.
        find: (program, folders) =>
          Promise.resolve(shown.has(program) ? program : undefined).then((known) =>
            known === 'chromium' ? known : known && processes.find(program, folders),
          ),
      },
      platform: 'linux',
      home,
      environment: {},
      isRoot: true,
    });
  const wish: TrustWish = {
    isDry: false,
    canAsk: false,
    onRights: () => undefined,
    signal: new AbortController().signal,
  };
  const browsersOf = (rows: readonly TrustRow[]): readonly string[] =>
    rows
      .filter(({ client }) => client === 'browser')
      .map(({ state, didChange }) => (didChange ? `${state} now` : state));
  const trust = async () => browsersOf(await stores().trust(subject, wish));
  const untrust = async () => browsersOf(await stores().untrust(subject, wish));
  const look = async () => browsersOf(await stores().stores(subject, ['browser']));

  const current = '.local/share/pki/nssdb';
  const certutil = (folder: string, ...words: readonly string[]): string => {
    const { stdout } = spawnSync('certutil', ['-d', `sql:${path.join(home, folder)}`, ...words], { encoding: 'utf8' });
    return stdout;
  };
  const makeDatabase = async (folder = current): Promise<void> => {
    await fs.mkdir(path.join(home, folder), { recursive: true });
    certutil(folder, '-N', '--empty-password');
  };
  const add = (nickname: string, file: string, flags = 'C,,', folder = current): string =>
    certutil(folder, '-A', '-t', flags, '-n', nickname, '-i', file);
  const own = (): string => path.join(subject.authorityFolder, 'ca.pem');
  /** Somebody else's authority. */
  const other = async (subjectName: string): Promise<string> => {
    const file = path.join(home, 'other.pem');
    spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', subjectName],
      ...['-keyout', path.join(home, 'other.key'), '-out', file],
    ]);
    return fs.readFile(file).then(() => file);
  };
  const ourName = async (): Promise<string> =>
    `metaton ${new X509Certificate(await fs.readFile(own())).fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase()}`;
  const lines = (folder = current): readonly string[] =>
    certutil(folder, '-L').trim().split('\n').slice(2).filter(Boolean);

  test('one is made where there is none, and goes with all its folders', async () => {
    const before = await fs.readdir(home, { recursive: true });
    expect(await trust()).toEqual(['trusted now']);
    expect(await trust()).toEqual(['trusted']);
    expect(await look()).toEqual(['trusted']);
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(await untrust()).toEqual(['not-trusted']);
    expect(await fs.readdir(home, { recursive: true })).toEqual(before);
  });

  test('one that was made stays when something else has come in, and goes when that is gone', async () => {
    await trust();
    add('company', await other('/O=company'));
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(lines()).toEqual([expect.stringMatching(/^company +C,,/)]);
  });

  test('a database that was there stays, with all that was in it', async () => {
    await makeDatabase();
    add('company', await other('/O=company'));
    await trust();
    expect(lines()).toHaveLength(2);
    await untrust();
    expect(lines()).toEqual([expect.stringMatching(/^company +C,,/)]);
  });

  test('an authority that signs for a while comes beside the own one, and each goes with untrust', async () => {
    expect(await trust()).toEqual(['trusted now']);
    const place = { authorityFolder: authorities[1] ?? '', authorityMaker: 'metaton' as const };
    const { authorityFolder, authorityMaker } = subject;
    const beside = { ...subject, ...place, stays: { authorityFolder, authorityMaker } };
    expect(browsersOf(await stores().trust(beside, wish))).toEqual(['trusted now']);
    expect(lines()).toHaveLength(2);
    expect(await look()).toEqual(['trusted']);
    await untrust();
    expect(lines()).toEqual([]);
  });

  test('another certificate with our very name keeps it, and stays', async () => {
    await makeDatabase();
    add(await ourName(), await other('/O=company'), 'T,,');
    expect(await trust()).toEqual(['trusted now']);
    expect(lines()).toHaveLength(2);
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(lines()).toEqual([expect.stringMatching(/^metaton [0-9a-f]{16} +T,,/)]);
  });

  test('one that the user has put in by hand counts, whatever it is called, and is taken out', async () => {
    await makeDatabase();
    add('my own name, with spaces', own());
    expect(await trust()).toEqual(['trusted']);
    expect(lines()).toHaveLength(1);
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(lines()).toEqual([]);
  });

  test('one that is in there without being trusted is told from one that is, and mended', async () => {
    await makeDatabase();
    add('no trust', own(), ',,');
    expect(await look()).toEqual(['not-trusted']);
    expect(await trust()).toEqual(['trusted now']);
  });

  test('a primary password is never waited for, and the database is left as it was', async () => {
    await fs.mkdir(path.join(home, current), { recursive: true });
    await fs.writeFile(path.join(home, 'password'), 'secret1\n');
    certutil(current, '-N', '-f', path.join(home, 'password'));
    expect(await trust()).toEqual(['needs-you']);
    expect(lines()).toEqual([]);
    expect(await look()).toEqual(['not-trusted']);
    expect(await untrust()).toEqual(['not-trusted']);
    expect(await fs.readdir(home)).not.toContain('trust.json');
  });

  test('a new authority takes the place of the old one, and both can be gone', async () => {
    await trust();
    await become(1);
    expect(await look()).toEqual(['not-trusted']);
    expect(await trust()).toEqual(['trusted now']);
    expect(lines()).toHaveLength(1);
    await fs.rm(subject.authorityFolder, { recursive: true });
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(await fs.readdir(home)).toEqual([]);
  });

  test('a run that was cut off between its steps is finished by the next', async () => {
    await trust();
    // As after an end between taking the certificate out and removing the database.
    certutil(current, '-D', '-n', await ourName());
    expect(await untrust()).toEqual(['not-trusted now']);
    expect(await fs.readdir(home)).toEqual(['authority']);
  });

  test('a profile of Firefox that is no longer listed is rid of it all the same', async () => {
    const firefox = '.config/mozilla/firefox';
    await makeDatabase(`${firefox}/a b.default`);
    await fs.writeFile(path.join(home, firefox, 'profiles.ini'), '[Profile0]\nIsRelative=1\nPath=a b.default\n');
    expect(await trust()).toEqual(['trusted now', 'trusted now']);
    await fs.rm(path.join(home, firefox, 'profiles.ini'));
    expect(await untrust()).toEqual(['not-trusted now', 'not-trusted now']);
    expect(lines(`${firefox}/a b.default`)).toEqual([]);
  });
});
