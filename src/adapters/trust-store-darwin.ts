/** The stores of macOS: the system's keychain, and the profiles of Firefox. */
import { nssPlaces } from './trust-places.ts';
import { type Anchor, ask, lastWords, type StoreGround, type TrustStore } from './trust-store.ts';
import { nssStore, type NssPlace } from './trust-store-nss.ts';

const keychain = '/Library/Keychains/System.keychain';

/** All of them that this machine has, and databases known from before. */
export async function darwinStores(ground: StoreGround, known: readonly NssPlace[]): Promise<readonly TrustStore[]> {
  const certutil = {
    program: await ground.processes.find('certutil', ['/opt/homebrew/bin', '/usr/local/bin']),
    install: [{ program: 'brew', args: ['install', 'nss'] }],
  };
  const profiles = await nssPlaces(ground, known);
  return [keychainStore(ground), ...profiles.map((place) => nssStore(place, certutil, ground))];
}

/** Safari, Chrome and, from version 120 on, Firefox take authorities from here. */
const keychainStore = (ground: StoreGround): TrustStore => ({
  client: 'os',
  name: 'macOS keychain',
  path: keychain,
  look: async (anchor, leaf = anchor.file) => {
    const verdict = await ask(ground, 'security', ['verify-cert', '-c', leaf, '-p', 'ssl', '-n', 'localhost']);
    if (verdict.isYes) return { kind: 'trusted' };
    return (await isIn(ground, anchor)) ? { kind: 'ineffective', why: lastWords(verdict.output) } : { kind: 'absent' };
  },
  install: ({ file }) =>
    Promise.resolve({
      commands: [
        {
          program: 'security',
          args: ['add-trusted-cert', '-d', '-r', 'trustRoot', '-p', 'ssl', '-p', 'basic', '-k', keychain, file],
          isPrivileged: true,
          needsPerson: {
            says: /no user interaction was possible|interaction is not allowed/i,
            why: 'macOS asks on its screen: run this in a terminal there, not over SSH',
          },
        },
      ],
      creates: [],
    }),
  remove: ({ file, sha1 }) =>
    Promise.resolve([
      {
        program: 'security',
        args: ['remove-trusted-cert', '-d', file],
        isPrivileged: true,
        // The second time there are none: https://github.com/FiloSottile/mkcert/issues/355
        alreadyDone: /No Trust Settings were found|could not be found/i,
      },
      {
        program: 'security',
        args: ['delete-certificate', '-Z', sha1, keychain],
        isPrivileged: true,
        alreadyDone: /Unable to delete certificate matching|could not be found/i,
      },
    ]),
});

/** `SHA-256 hash: 1A2B…` */
async function isIn(ground: StoreGround, { sha256 }: Anchor): Promise<boolean> {
  const { output } = await ask(ground, 'security', ['find-certificate', '-a', '-Z', keychain]);
  return output.includes(sha256.replaceAll(':', ''));
}
