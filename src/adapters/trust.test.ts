import { describe, expect, test } from 'vitest';
import { firstAuthority, type GivenStores, secondAuthority, subject, trustRig } from '../../test/helpers/trust-rig.ts';
import { ProblemError } from '../model/problem.ts';
import type { TrustRow } from '../model/trust.ts';

const ca = '/data/authority/ca.pem';
const [sha256, sha1] = ['d077f76aa0f37b0f', '29489818876914026 7E44293 98A3DBDF71D583E2'.replaceAll(' ', '')];
const nickname = `metaton ${sha256}`;

const statesOf = (rows: readonly TrustRow[]): readonly string[] =>
  rows.map(({ state, didChange }) => (didChange ? `${state} now` : state));

/** System stores: what the machine has, and every command that puts the authority in and takes it out. */
const systems: readonly [string, GivenStores, readonly string[], readonly string[]][] = [
  [
    'Debian, Ubuntu, Alpine',
    { files: { '/usr/local/share/ca-certificates/.keep': '' }, programs: ['update-ca-certificates'] },
    [`install -m 0644 ${ca} /usr/local/share/ca-certificates/metaton-${sha256}.crt`, 'update-ca-certificates'],
    [`rm -f /usr/local/share/ca-certificates/metaton-${sha256}.crt`, 'update-ca-certificates --fresh'],
  ],
  [
    'Fedora, RHEL',
    { files: { '/etc/pki/ca-trust/source/anchors/.keep': '' }, programs: ['update-ca-trust'] },
    [`install -m 0644 ${ca} /etc/pki/ca-trust/source/anchors/metaton-${sha256}.pem`, 'update-ca-trust extract'],
    [`rm -f /etc/pki/ca-trust/source/anchors/metaton-${sha256}.pem`, 'update-ca-trust extract'],
  ],
  [
    'Arch Linux',
    { files: { '/etc/ca-certificates/trust-source/anchors/.keep': '' }, programs: ['trust'] },
    [`install -m 0644 ${ca} /etc/ca-certificates/trust-source/anchors/metaton-${sha256}.pem`, 'trust extract-compat'],
    [`rm -f /etc/ca-certificates/trust-source/anchors/metaton-${sha256}.pem`, 'trust extract-compat'],
  ],
  [
    'openSUSE',
    {
      files: { '/etc/pki/trust/anchors/.keep': '', '/usr/share/pki/trust/anchors/.keep': '' },
      programs: ['update-ca-certificates'],
    },
    [`install -m 0644 ${ca} /etc/pki/trust/anchors/metaton-${sha256}.pem`, 'update-ca-certificates'],
    [`rm -f /etc/pki/trust/anchors/metaton-${sha256}.pem`, 'update-ca-certificates'],
  ],
  [
    'openSUSE, older',
    { files: { '/usr/share/pki/trust/anchors/.keep': '' }, programs: ['update-ca-certificates'] },
    [`install -m 0644 ${ca} /usr/share/pki/trust/anchors/metaton-${sha256}.pem`, 'update-ca-certificates'],
    [`rm -f /usr/share/pki/trust/anchors/metaton-${sha256}.pem`, 'update-ca-certificates'],
  ],
  [
    'macOS',
    { platform: 'darwin', home: '/Users/me', programs: ['security'] },
    [`security add-trusted-cert -d -r trustRoot -p ssl -p basic -k /Library/Keychains/System.keychain ${ca}`],
    [
      `security remove-trusted-cert -d ${ca}`,
      `security delete-certificate -Z ${sha1} /Library/Keychains/System.keychain`,
    ],
  ],
  [
    'Windows',
    { platform: 'win32', programs: ['certutil.exe'] },
    [String.raw`C:\Windows\System32\certutil.exe -user -addstore Root ${ca}`],
    [String.raw`C:\Windows\System32\certutil.exe -user -delstore Root ${sha1}`],
  ],
  [
    'WSL, both sides',
    {
      files: {
        '/proc/sys/kernel/osrelease': '5.15.167.4-microsoft-standard-WSL2',
        '/usr/local/share/ca-certificates/.keep': '',
      },
      programs: ['update-ca-certificates', 'certutil.exe', 'wslpath'],
    },
    [
      `install -m 0644 ${ca} /usr/local/share/ca-certificates/metaton-${sha256}.crt`,
      'update-ca-certificates',
      String.raw`certutil.exe -user -addstore Root \\wsl.localhost\Debian\data\authority\ca.pem`,
    ],
    [
      `rm -f /usr/local/share/ca-certificates/metaton-${sha256}.crt`,
      'update-ca-certificates --fresh',
      `certutil.exe -user -delstore Root ${sha1}`,
    ],
  ],
];

describe.each(systems)('the store of %s', (_, given, installing, removing) => {
  const rig = () => trustRig({ ...given, programs: ['openssl', 'install', 'rm', ...(given.programs ?? [])] });

  test('is given the authority once, and rid of it once', async () => {
    const { trust, untrust, ran, files } = rig();
    expect(new Set(statesOf(await trust()))).toEqual(new Set(['trusted now']));
    expect(ran.splice(0)).toEqual(installing);
    expect(new Set(statesOf(await trust()))).toEqual(new Set(['trusted']));
    expect(ran).toEqual([]);
    expect(new Set(statesOf(await untrust()))).toEqual(new Set(['not-trusted now']));
    expect(ran.splice(0)).toEqual(removing);
    expect(new Set(statesOf(await untrust()))).toEqual(new Set(['not-trusted']));
    expect(ran).toEqual([]);
    expect(await files.exists(subject.manifest)).toBe(false);
  });

  test('is rid of it although its files are gone', async () => {
    const { trust, untrust, files } = rig();
    await trust();
    await files.remove('/data/authority');
    expect(new Set(statesOf(await untrust()))).toEqual(new Set(['not-trusted now']));
  });

  test('is given a new authority before the old one is taken out', async () => {
    const { trust, untrust, ran, files } = rig();
    await trust();
    await files.write(ca, secondAuthority);
    ran.splice(0);
    expect(new Set(statesOf(await trust()))).toEqual(new Set(['trusted now']));
    expect(ran.findIndex((line) => /(install|add\S*) /.test(line))).toBeLessThan(
      ran.findIndex((line) => /(rm|del\S*) /.test(line)),
    );
    expect(await files.read(subject.manifest)).not.toContain('D0:77:F7');
    expect(new Set(statesOf(await untrust()))).toEqual(new Set(['not-trusted now']));
  });

  test('is shown, and not touched, by a dry run', async () => {
    const { trust, ran, files } = rig();
    const rows = await trust({ isDry: true });
    expect(rows.flatMap(({ commands }) => commands).map((line) => line.replaceAll("'", ''))).toEqual(installing);
    expect(ran).toEqual([]);
    expect(await files.exists(subject.manifest)).toBe(false);
  });
});

/** Databases of browsers: what is on the machine, and where the authority goes. */
const places: readonly [string, GivenStores, readonly string[]][] = [
  ['Chromium, an empty home', { programs: ['chromium'] }, ['/home/me/.local/share/pki/nssdb']],
  [
    'Chromium, a data folder elsewhere',
    { programs: ['google-chrome'], environment: { XDG_DATA_HOME: '/data/xdg' } },
    ['/data/xdg/pki/nssdb'],
  ],
  [
    'Chromium, the legacy folder, which shadows the new one',
    { files: { '/home/me/.pki/nssdb/cert9.db': '' }, programs: ['chromium'] },
    ['/home/me/.pki/nssdb'],
  ],
  [
    'Chromium, both folders, the legacy one empty',
    { files: { '/home/me/.pki/nssdb/.keep': '', '/home/me/.local/share/pki/nssdb/cert9.db': '' } },
    ['/home/me/.pki/nssdb', '/home/me/.local/share/pki/nssdb'],
  ],
  [
    'Chromium and Brave as snaps',
    {
      files: {
        '/home/me/snap/chromium/current/.local/share/pki/nssdb/cert9.db': '',
        '/home/me/snap/chromium/current/.pki/nssdb/cert9.db': '',
        '/home/me/snap/brave/current/.keep': '',
      },
    },
    [
      '/home/me/snap/chromium/current/.pki/nssdb',
      '/home/me/snap/chromium/current/.local/share/pki/nssdb',
      '/home/me/snap/brave/current/.local/share/pki/nssdb',
    ],
  ],
  [
    'Chromium and Chrome as flatpaks',
    {
      files: {
        '/home/me/.var/app/org.chromium.Chromium/.pki/nssdb/cert9.db': '',
        '/home/me/.var/app/com.google.Chrome/data/.keep': '',
      },
    },
    ['/home/me/.var/app/org.chromium.Chromium/.pki/nssdb', '/home/me/.var/app/com.google.Chrome/data/pki/nssdb'],
  ],
  [
    'Firefox, old and new roots, profiles with spaces, elsewhere, and never used',
    {
      files: {
        '/home/me/.mozilla/firefox/profiles.ini':
          '[Profile1]\nName=a\nIsRelative=1\nPath=My Profile.a\n\n[Profile0]\nName=b\nIsRelative=0\nPath=/srv/b\n\n[General]\nVersion=2\n',
        '/home/me/.mozilla/firefox/My Profile.a/cert9.db': '',
        '/srv/b/cert9.db': '',
        '/home/me/.config/mozilla/firefox/profiles.ini':
          '[Install1]\r\nDefault=c\r\n\r\n[Profile0]\r\nIsRelative=1\r\nPath=c.esr\r\n\r\n[Profile1]\r\nPath=unused\r\n',
        '/home/me/.config/mozilla/firefox/c.esr/cert9.db': '',
        '/home/me/.config/mozilla/firefox/unused/times.json': '',
      },
    },
    ['/home/me/.mozilla/firefox/My Profile.a', '/srv/b', '/home/me/.config/mozilla/firefox/c.esr'],
  ],
  [
    'Firefox as snap and as flatpak',
    {
      files: Object.fromEntries(
        [
          '/home/me/snap/firefox/common/.mozilla/firefox',
          '/home/me/snap/firefox/common/.config/mozilla/firefox',
          '/home/me/.var/app/org.mozilla.firefox/.mozilla/firefox',
          '/home/me/.var/app/org.mozilla.firefox/config/mozilla/firefox',
        ].flatMap((root) => [
          [`${root}/profiles.ini`, '[Profile0]\nIsRelative=1\nPath=p\n'],
          [`${root}/p/cert9.db`, ''],
        ]),
      ),
    },
    [
      '/home/me/snap/firefox/common/.mozilla/firefox/p',
      '/home/me/snap/firefox/common/.config/mozilla/firefox/p',
      '/home/me/.var/app/org.mozilla.firefox/.mozilla/firefox/p',
      '/home/me/.var/app/org.mozilla.firefox/config/mozilla/firefox/p',
    ],
  ],
  [
    'Firefox on macOS',
    {
      platform: 'darwin',
      home: '/Users/me',
      files: {
        '/Users/me/Library/Application Support/Firefox/profiles.ini': '[Profile0]\nIsRelative=1\nPath=Profiles/p\n',
        '/Users/me/Library/Application Support/Firefox/Profiles/p/cert9.db': '',
      },
    },
    ['/Users/me/Library/Application Support/Firefox/Profiles/p'],
  ],
];

describe.each(places)('browsers: %s', (_, given, expected) => {
  const rig = () => trustRig({ ...given, programs: ['certutil', 'mkdir', 'rm', 'rmdir', ...(given.programs ?? [])] });
  const browsers = (rows: readonly TrustRow[]) => rows.filter(({ client }) => client === 'browser');

  test('every database trusts the authority, for servers only, and is as it was afterwards', async () => {
    const { trust, untrust, ran, files } = rig();
    const rows = browsers(await trust());
    expect(rows.map(({ path }) => path)).toEqual(expected);
    expect(new Set(statesOf(rows))).toEqual(new Set(['trusted now']));
    for (const folder of expected) {
      expect(ran).toContain(`certutil -d sql:${folder} -A -t C,, -n ${nickname} -i ${ca}`);
      const wasThere = Object.keys(given.files ?? {}).includes(`${folder}/cert9.db`);
      expect(ran.includes(`certutil -d sql:${folder} -N --empty-password`)).toBe(!wasThere);
    }
    expect(new Set(statesOf(browsers(await untrust())))).toEqual(new Set(['not-trusted now']));
    for (const folder of expected) expect(ran).toContain(`certutil -d sql:${folder} -D -n ${nickname}`);
    const left = await Promise.all(expected.map((folder) => files.exists(`${folder}/cert9.db`)));
    expect(left).toEqual(expected.map((folder) => Object.keys(given.files ?? {}).includes(`${folder}/cert9.db`)));
  });
});

describe('rights', () => {
  const debian = { '/usr/local/share/ca-certificates/.keep': '' };
  const programs = ['openssl', 'install', 'rm', 'update-ca-certificates', 'sudo'];
  const user: GivenStores = { files: debian, programs, isRoot: false };
  const wantsPassword = (line: string) =>
    line.startsWith('sudo -n') ? { code: 1, output: 'sudo: a password is required' } : undefined;

  test('are taken for single commands, each of which is shown first', async () => {
    const shown: string[] = [];
    const { trust, ran } = trustRig(user);
    expect(statesOf(await trust({ onRights: (line) => shown.push(line) }))).toEqual(['trusted now']);
    expect(ran).toEqual(shown.map((line) => line.replace(/^sudo/, 'sudo -n --')));
    expect(shown).toHaveLength(2);
  });

  test('are asked for at a terminal', async () => {
    const { trust, asked } = trustRig({ ...user, answer: wantsPassword });
    expect(statesOf(await trust({ canAsk: true }))).toEqual(['trusted now']);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['without a terminal', { ...user, answer: wantsPassword }, 'sudo '],
    ['without sudo', { ...user, programs: programs.filter((name) => name !== 'sudo') }, ''],
  ])('%s, the commands are said, and nothing is remembered', async (_, given, prefix) => {
    const { trust, asked, files } = trustRig(given);
    const rows = await trust();
    expect(statesOf(rows)).toEqual(['needs-you']);
    expect(rows[0]?.commands).toEqual([
      `${prefix}install -m 0644 ${ca} /usr/local/share/ca-certificates/metaton-${sha256}.crt`,
      `${prefix}update-ca-certificates`,
    ]);
    expect(asked).toEqual([]);
    expect(await files.exists(subject.manifest)).toBe(false);
  });
});

describe('what can go wrong', () => {
  const two: GivenStores = {
    files: { '/usr/local/share/ca-certificates/.keep': '' },
    programs: ['openssl', 'install', 'rm', 'update-ca-certificates', 'chromium', 'certutil', 'mkdir', 'rmdir'],
  };

  test("a store that fails says so in the tool's own words, and keeps no other back", async () => {
    const { trust, ran, files } = trustRig({
      ...two,
      answer: (line) =>
        line === 'update-ca-certificates' ? { code: 1, output: 'run-parts: hook failed\n' } : undefined,
    });
    const rows = await trust();
    expect(statesOf(rows)).toEqual(['failed', 'trusted now']);
    expect(rows[0]?.detail).toBe('run-parts: hook failed');
    expect(ran).toContain(`rm -f /usr/local/share/ca-certificates/metaton-${sha256}.crt`);
    expect(await files.exists(`/usr/local/share/ca-certificates/metaton-${sha256}.crt`)).toBe(false);
  });

  test('a tool that ends well and changes nothing is not believed', async () => {
    const { trust } = trustRig({
      ...two,
      answer: (line) => (line.includes(' -A ') ? { code: 0, output: '' } : undefined),
    });
    expect(statesOf(await trust())).toEqual(['trusted now', 'failed']);
  });

  test.each([
    ['apt', 'apt install libnss3-tools'],
    ['dnf', 'dnf install nss-tools'],
    ['pacman', 'pacman -S nss'],
    ['zypper', 'zypper install mozilla-nss-tools'],
    ['apk', 'apk add nss-tools'],
  ])('without certutil, %s is said to bring it', async (manager, command) => {
    const { trust, untrust } = trustRig({
      ...two,
      programs: ['openssl', 'install', 'rm', 'update-ca-certificates', 'chromium', manager],
    });
    const rows = await trust();
    expect(statesOf(rows)).toEqual(['trusted now', 'needs-you']);
    expect(rows[1]?.commands).toEqual([command]);
    expect(statesOf(await untrust())).toEqual(['not-trusted now', 'not-trusted']);
  });

  test('a database with a primary password is left as it was, and said to be for its owner', async () => {
    const { trust, ran } = trustRig({
      ...two,
      answer: (line) =>
        line.includes(' -A ') ? { code: 255, output: 'certutil: could not add: SEC_ERROR_BAD_PASSWORD' } : undefined,
    });
    const [, row] = await trust();
    expect(row).toMatchObject({ state: 'needs-you', detail: expect.stringContaining('primary password') as string });
    expect(row?.commands.at(-1)).toContain('-A -t C,, ');
    expect(ran.at(-1)).toMatch(/^rm|^rmdir/);
  });

  test('after Ctrl-C nothing more is begun', async () => {
    const { trust, ran } = trustRig(two);
    await trust({ signal: AbortSignal.abort() });
    expect(ran).toEqual([]);
  });

  test('a system without a store says where its authorities are written down', async () => {
    const [row] = await trustRig({ programs: [] }).trust();
    expect(row).toMatchObject({
      state: 'needs-you',
      detail: expect.stringContaining('security.pki.certificateFiles') as string,
    });
  });

  test('WSL that cannot start programs of Windows says what to run there', async () => {
    const rows = await trustRig({
      files: { '/proc/sys/kernel/osrelease': '5.15-Microsoft' },
      programs: ['wslpath'],
    }).trust();
    expect(rows[1]?.commands).toEqual([
      String.raw`certutil.exe -user -addstore Root '\\wsl.localhost\Debian\data\authority\ca.pem'`,
    ]);
  });

  test('a manifest that metaton has not written is a Problem that names it, and nothing is done', async () => {
    const { trust, untrust, ran, files } = trustRig({
      ...two,
      files: { ...two.files, [subject.manifest]: '{"entries": 7' },
    });
    for (const attempt of [trust, untrust]) {
      const error: unknown = await attempt().catch((reason: unknown) => reason);
      expect((error as ProblemError).problem).toMatchObject({
        code: 'trust-manifest-unreadable',
        summary: expect.stringContaining(subject.manifest) as string,
      });
    }
    expect(ran).toEqual([]);
    expect(await files.read(subject.manifest)).toBe('{"entries": 7');
  });

  test('a damaged authority is a Problem that names its file, and can be taken out all the same', async () => {
    const { trust, untrust, files } = trustRig(two);
    await trust();
    await files.write(ca, firstAuthority.slice(0, 300));
    const error: unknown = await trust().catch((reason: unknown) => reason);
    expect((error as ProblemError).problem).toMatchObject({
      code: 'certificate-unreadable',
      summary: expect.stringContaining(ca) as string,
    });
    expect(statesOf(await untrust())).toEqual(['not-trusted now', 'not-trusted now']);
  });

  test('without an authority there is nothing to trust', async () => {
    const { trust, untrust, stores, files } = trustRig(two);
    await files.remove('/data/authority');
    await expect(trust()).rejects.toBeInstanceOf(ProblemError);
    expect(await untrust()).toEqual([]);
    expect(await stores(subject)).toEqual([]);
  });

  test('an authority that somebody else had trusted stays when another comes after it', async () => {
    const byHand = '/usr/local/share/ca-certificates/mkcert.crt';
    const { trust, files } = trustRig({
      ...two,
      files: { ...two.files, [byHand]: firstAuthority },
      answer: (line) =>
        line.endsWith(`verify -no-CAfile -CApath /etc/ssl/certs ${ca}`) ? { code: 0, output: '' } : undefined,
    });
    expect(statesOf(await trust())[0]).toBe('trusted');
    await files.write(ca, secondAuthority);
    await trust();
    expect(await files.read(byHand)).toBe(firstAuthority);
  });

  test('a certificate of somebody else in the same folder stays', async () => {
    const theirs = '/usr/local/share/ca-certificates/company.crt';
    const byHand = '/usr/local/share/ca-certificates/by-hand.crt';
    const { trust, untrust, files } = trustRig({
      ...two,
      files: { ...two.files, [theirs]: secondAuthority, [byHand]: firstAuthority },
    });
    await trust();
    await untrust();
    expect(await files.read(theirs)).toBe(secondAuthority);
    expect(await files.exists(byHand)).toBe(false);
  });
});
