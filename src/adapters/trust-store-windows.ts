/** The stores of Windows: the user's own root store, and the profiles of Firefox; the first also from within WSL. */
import path from 'node:path';
import { nssPlaces } from './trust-places.ts';
import { ask, type StoreCommand, type StoreGround, type TrustStore } from './trust-store.ts';
import { nssStore, type NssPlace } from './trust-store-nss.ts';

/** All of them that this machine has, and databases known from before. */
export async function windowsStores(ground: StoreGround, known: readonly NssPlace[]): Promise<readonly TrustStore[]> {
  const system = ground.environment['SystemRoot'] ?? 'C:\\Windows';
  // By its full name: NSS has a program that is called the same.
  const certutil = path.win32.join(system, 'System32', 'certutil.exe');
  const profiles = await nssPlaces(ground, known);
  const nss = { program: await nssCertutil(ground, certutil), install: [] };
  return [
    rootStore({ name: 'Windows', certutil, nameFile: (file) => Promise.resolve(file) }, ground),
    // Without the tool, Firefox from version 120 on takes the authorities of Windows.
    ...(nss.program === undefined ? [] : profiles.map((place) => nssStore(place, nss, ground))),
  ];
}

async function nssCertutil({ processes }: StoreGround, own: string): Promise<string | undefined> {
  const found = await processes.find('certutil', []);
  return found?.toLowerCase() === own.toLowerCase() ? undefined : found;
}

/** The root store of the Windows around WSL, where the browser is; none outside WSL. */
export async function windowsStoreFromWsl(ground: StoreGround): Promise<readonly TrustStore[]> {
  const kernel = await ground.files.read('/proc/sys/kernel/osrelease');
  if (kernel?.toLowerCase().includes('microsoft') !== true) return [];
  const certutil = await ground.processes.find('certutil.exe', ['/mnt/c/Windows/System32']);
  const nameFile = async (file: string): Promise<string> => {
    const { isYes, output } = await ask(ground, 'wslpath', ['-w', file]);
    return isYes ? output.trim() : file;
  };
  return [rootStore({ name: 'Windows, around WSL', certutil, nameFile }, ground)];
}

/** Which Windows, and how it is talked to. */
interface Side {
  readonly name: string;
  /** Absent where programs of Windows cannot be started from here. */
  readonly certutil: string | undefined;
  /** A file as Windows calls it. */
  readonly nameFile: (file: string) => Promise<string>;
}

/** Windows asks on its screen whether the authority is to be trusted; a person needs a while, ms. */
const dialogWithinMs = 120_000;

function rootStore({ name, certutil, nameFile }: Side, ground: StoreGround): TrustStore {
  const change = (...args: readonly string[]): StoreCommand => ({
    program: certutil ?? 'certutil.exe',
    args: ['-user', ...args],
    withinMs: dialogWithinMs,
    needsPerson: { says: /cancell?ed|0x800704c7/i, why: 'Windows asks on its screen, and Yes is the answer' },
  });
  const add = async (file: string): Promise<StoreCommand> => change('-addstore', 'Root', await nameFile(file));
  return {
    client: 'os',
    name,
    path: 'CurrentUser\\Root',
    look: async ({ sha1, file }) => {
      if (certutil === undefined) {
        return { kind: 'unknown', why: 'WSL finds no certutil.exe: run this in Windows', commands: [await add(file)] };
      }
      const verdict = await ask(ground, certutil, ['-user', '-verifystore', 'Root', sha1]);
      return { kind: verdict.isYes ? 'trusted' : 'absent' };
    },
    install: async ({ file }) => ({ commands: [await add(file)], creates: [] }),
    remove: ({ sha1 }) => Promise.resolve([change('-delstore', 'Root', sha1)]),
  };
}
