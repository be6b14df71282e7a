/** The stores of Linux: the distribution's own, the databases of browsers and, in WSL, the store of Windows. */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { nssPlaces } from './trust-places.ts';
import {
  administratorFolders,
  type Anchor,
  ask,
  lastWords,
  type Sight,
  type StoreCommand,
  type StoreGround,
  type TrustStore,
} from './trust-store.ts';
import { nssStore, type NssPlace } from './trust-store-nss.ts';
import { windowsStoreFromWsl } from './trust-store-windows.ts';

/** All of them that this machine has, and databases known from before. */
export async function linuxStores(ground: StoreGround, known: readonly NssPlace[]): Promise<readonly TrustStore[]> {
  const [family, packages, places, windows] = await Promise.all([
    familyOf(ground),
    packagesOf(ground),
    nssPlaces(ground, known),
    windowsStoreFromWsl(ground),
  ]);
  const certutil = {
    program: (await ground.processes.find('certutil', [])) && 'certutil',
    install: packages === undefined ? [] : [installing(packages, packages.certutil)],
  };
  return [
    family === undefined ? noStore(packages) : systemStore(family, packages, ground),
    ...windows,
    ...places.map((place) => nssStore(place, certutil, ground)),
  ];
}

/** A distribution's way with authorities; what they have in common differs in these words only. */
interface Family {
  /** What tells that it is this one. */
  readonly mark: string;
  /** Where administrators lay authorities, one a file. */
  readonly folder: string;
  readonly ending: string;
  /** Makes of that folder what programs read. */
  readonly refresh: readonly [string, ...string[]];
  /** The same when one was taken out. */
  readonly refreshAfterwards: readonly [string, ...string[]];
  /** What programs read, in the words of `openssl verify`. */
  readonly result: readonly string[];
}

const fedora: Family = {
  mark: '/etc/pki/ca-trust/source/anchors',
  folder: '/etc/pki/ca-trust/source/anchors',
  ending: '.pem',
  refresh: ['update-ca-trust', 'extract'],
  refreshAfterwards: ['update-ca-trust', 'extract'],
  result: ['-no-CApath', '-CAfile', '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'],
};

const openSuse: Family = {
  mark: '/etc/pki/trust/anchors',
  folder: '/etc/pki/trust/anchors',
  ending: '.pem',
  refresh: ['update-ca-certificates'],
  refreshAfterwards: ['update-ca-certificates'],
  result: ['-no-CApath', '-CAfile', '/var/lib/ca-certificates/ca-bundle.pem'],
};

/** Older ones have only the folder of the distribution itself. */
const olderOpenSuse: Family = {
  ...openSuse,
  mark: '/usr/share/pki/trust/anchors',
  folder: '/usr/share/pki/trust/anchors',
};

const arch: Family = {
  mark: '/etc/ca-certificates/trust-source/anchors',
  folder: '/etc/ca-certificates/trust-source/anchors',
  ending: '.pem',
  refresh: ['trust', 'extract-compat'],
  refreshAfterwards: ['trust', 'extract-compat'],
  result: ['-no-CApath', '-CAfile', '/etc/ca-certificates/extracted/tls-ca-bundle.pem'],
};

/** Ubuntu and Alpine, too. Without the ending `.crt` a file is passed over. */
const debian: Family = {
  mark: '/usr/local/share/ca-certificates',
  folder: '/usr/local/share/ca-certificates',
  ending: '.crt',
  refresh: ['update-ca-certificates'],
  refreshAfterwards: ['update-ca-certificates', '--fresh'],
  result: ['-no-CAfile', '-CApath', '/etc/ssl/certs'],
};

async function familyOf({ files }: StoreGround): Promise<Family | undefined> {
  for (const family of [fedora, openSuse, olderOpenSuse, arch, debian])
    if (await files.exists(family.mark)) return family;
  return undefined;
}

/** What installs programs that are missing, and how they are called there. */
interface Packages {
  readonly program: string;
  readonly install: readonly string[];
  readonly certutil: string;
  readonly authorities: string;
}

const packageManagers: readonly Packages[] = [
  { program: 'apt', install: ['install'], certutil: 'libnss3-tools', authorities: 'ca-certificates' },
  { program: 'dnf', install: ['install'], certutil: 'nss-tools', authorities: 'ca-certificates' },
  { program: 'zypper', install: ['install'], certutil: 'mozilla-nss-tools', authorities: 'ca-certificates' },
  { program: 'pacman', install: ['-S'], certutil: 'nss', authorities: 'ca-certificates' },
  { program: 'apk', install: ['add'], certutil: 'nss-tools', authorities: 'ca-certificates' },
];

async function packagesOf({ processes }: StoreGround): Promise<Packages | undefined> {
  for (const packages of packageManagers)
    if (await processes.find(packages.program, administratorFolders)) return packages;
  return undefined;
}

const installing = ({ program, install }: Packages, name: string): StoreCommand => ({
  program,
  args: [...install, name],
  isPrivileged: true,
});

function systemStore(family: Family, packages: Packages | undefined, ground: StoreGround): TrustStore {
  const { files } = ground;
  const fileOf = (anchor: Anchor): string => path.join(family.folder, `metaton-${shortName(anchor)}${family.ending}`);

  /** Also one that somebody has laid there by hand. */
  const filesOf = async (anchor: Anchor): Promise<readonly string[]> => {
    const names = (await files.list(family.folder)).filter((name) => /\.(crt|pem|cer)$/.test(name));
    const found = await Promise.all(
      names.map(async (name) => {
        const file = path.join(family.folder, name);
        return fingerprintOf(await files.read(file).catch(() => '')) === anchor.sha256 ? [file] : [];
      }),
    );
    return found.flat();
  };

  return {
    client: 'os',
    name: 'system',
    path: family.folder,
    look: async (anchor, leaf = anchor.file): Promise<Sight> => {
      if ((await ground.processes.find('openssl', [])) === undefined) {
        const commands = packages === undefined ? [] : [installing(packages, 'openssl')];
        return { kind: 'unknown', why: 'only the program openssl can tell', commands };
      }
      const verdict = await ask(ground, 'openssl', ['verify', ...family.result, leaf]);
      if (verdict.isYes) return { kind: 'trusted' };
      const isThere = (await filesOf(anchor)).length > 0;
      return isThere ? { kind: 'ineffective', why: lastWords(verdict.output) } : { kind: 'absent' };
    },
    install: (anchor) =>
      Promise.resolve({
        commands: [privileged('install', '-m', '0644', anchor.file, fileOf(anchor)), privileged(...family.refresh)],
        creates: [],
      }),
    remove: async (anchor) => [
      privileged('rm', '-f', ...new Set([fileOf(anchor), ...(await filesOf(anchor))])),
      privileged(...family.refreshAfterwards),
    ],
  };
}

/** Where there is no place to put one, as on NixOS, whose configuration is written by its owner alone. */
const noStore = (packages: Packages | undefined): TrustStore => ({
  client: 'os',
  name: 'system',
  path: '',
  look: (anchor) =>
    Promise.resolve({
      kind: 'unknown',
      ...(packages === undefined
        ? {
            why: `this system takes authorities from its configuration; on NixOS: security.pki.certificateFiles = [ "${anchor.file}" ];`,
            commands: [],
          }
        : { why: 'this system has no store yet', commands: [installing(packages, packages.authorities)] }),
    }),
  install: () => Promise.resolve({ commands: [], creates: [] }),
  remove: () => Promise.resolve([]),
});

const privileged = (program: string, ...args: readonly string[]): StoreCommand => ({
  program,
  args,
  isPrivileged: true,
});

const shortName = ({ sha256 }: Anchor): string => sha256.replaceAll(':', '').slice(0, 16).toLowerCase();

/** `undefined` for what is no certificate: the folder is everybody's. */
function fingerprintOf(text: string | undefined): string | undefined {
  try {
    return new X509Certificate(text ?? '').fingerprint256;
  } catch {
    return undefined;
  }
}
