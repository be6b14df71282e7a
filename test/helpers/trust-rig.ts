/** Trust stores in memory: they do what the real ones do for exactly these commands, and keep a record of them. */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { makeTrust } from '../../src/adapters/trust.ts';
import type { Command } from '../../src/model/command.ts';
import type { Files, FinishedRun } from '../../src/model/machine.ts';
import type { Trust, TrustRow, TrustSubject, TrustWish } from '../../src/model/trust.ts';
import { fakeMachine } from './fake-machine.ts';

/** Two authorities; nobody has their keys. */
export const [firstAuthority, secondAuthority] = [
  `-----BEGIN CERTIFICATE-----
MIIBpzCCAU2gAwIBAgIUe4mPODP4ewsaK4BKx2aaG40nUkowCgYIKoZIzj0EAwIw
KDEQMA4GA1UECgwHbWV0YXRvbjEUMBIGA1UEAwwLbWV0YXRvbiBvbmUwIBcNMjYx
MTI0MTIyNDUxWhgPMjEyNjEwMzExMjI0NTFaMCgxEDAOBgNVBAoMB21ldGF0b24x
FDASBgNVBAMMC21ldGF0b24gb25lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
vmVy7Sn6jz3x2vFMOrYRDUjwU6u3oj5Q2o79GcSJmPme1K0FEDnMZoBGs9MJcPYs
epxmvCZs8GtZlq3R2W2AA6NTMFEwHQYDVR0OBBYEFH3HQI4k7QE0nHl9sqvo8Qex
PCoCMB8GA1UdIwQYMBaAFH3HQI4k7QE0nHl9sqvo8QexPCoCMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAIGkWcSqvG9CkyXIZnBH2Vzl2wx7TdTu
GG2gKQvjUao7AiAR/81arkRz+44qf/D1SJEKuVsVmXfJj/MSKvkl47LDpA==
-----END CERTIFICATE-----
`,
  `-----BEGIN CERTIFICATE-----
MIIBpzCCAU2gAwIBAgIUGbjHXPqk11HZwitatXPLru4ZclMwCgYIKoZIzj0EAwIw
KDEQMA4GA1UECgwHbWV0YXRvbjEUMBIGA1UEAwwLbWV0YXRvbiB0d28wIBcNMjYx
MTI0MTIyNDUxWhgPMjEyNjEwMzExMjI0NTFaMCgxEDAOBgNVBAoMB21ldGF0b24x
FDASBgNVBAMMC21ldGF0b24gdHdvMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
kHOoW9CB39srkrjLpi0LCeFLXeUzPASV2f65csN4uwaJrpN+f2mMmUaPe7ncRDi/
ZOJ1WyUPN5C7V4Uq166BCaNTMFEwHQYDVR0OBBYEFOxE1ia9afZ7t0mkGV4OHh3l
1czKMB8GA1UdIwQYMBaAFOxE1ia9afZ7t0mkGV4OHh3l1czKMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgGj7M8m8AekIT64U+tHoPfeZJRlrka6No
gwpHGBEv4nkCIQC4hd3/SnFPzvE5ZCF3c2JPFmTwDxLO9H+rOJvGmww7fw==
-----END CERTIFICATE-----
`,
] as const;

/** The first authority's file, and the manifest. */
export const subject: TrustSubject = {
  authorityFolder: '/data/authority',
  authorityMaker: 'metaton',
  folder: '/world/certs',
  manifest: '/data/trust.json',
};

/** What machine it is. */
export interface GivenStores {
  readonly platform?: 'linux' | 'darwin' | 'win32';
  readonly home?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: readonly string[];
  readonly isRoot?: boolean;
  /** Has a say before the stores do. */
  readonly answer?: (line: string) => { readonly code: number; readonly output: string } | undefined;
}

/** The stores, and all commands that were to change them. */
export interface TrustRig {
  readonly trust: (wish?: Partial<TrustWish>) => Promise<readonly TrustRow[]>;
  readonly untrust: (wish?: Partial<TrustWish>) => Promise<readonly TrustRow[]>;
  readonly stores: Trust['stores'];
  readonly ran: string[];
  /** Those of them for which a person was asked at the terminal. */
  readonly asked: string[];
  readonly files: Files;
}

/** A machine with nothing but what is given. */
export function trustRig(given: GivenStores = {}): TrustRig {
  const { platform = 'linux', programs = [], answer } = given;
  const { files } = fakeMachine({ files: { '/data/authority/ca.pem': firstAuthority, ...given.files } });
  const simulate = simulator(files);
  const [ran, asked]: [string[], string[]] = [[], []];
  const run = async ({ program, args }: Command): Promise<FinishedRun> => {
    const line = [program, ...args].join(' ');
    if (!isQuestion.test(line)) ran.push(line);
    const said = answer?.(line) ?? (await simulate(line.replace(/^sudo (-n )?-- /, '').split(' ')));
    return { exit: { code: said.code, signal: undefined }, output: said.output };
  };
  const trust = makeTrust({
    files,
    processes: {
      run,
      converse: (command) => {
        asked.push([command.program, ...command.args].join(' '));
        return run(command);
      },
      find: (program) => Promise.resolve(programs.includes(path.win32.basename(program)) ? program : undefined),
    },
    platform,
    home: given.home ?? '/home/me',
    environment: given.environment ?? {},
    isRoot: given.isRoot ?? true,
  });
  const wishOf = (wish: Partial<TrustWish> = {}): TrustWish => ({
    isDry: false,
    canAsk: false,
    onRights: () => undefined,
    signal: new AbortController().signal,
    ...wish,
  });
  return {
    trust: (wish) => trust.trust(subject, wishOf(wish)),
    untrust: (wish) => trust.untrust(subject, wishOf(wish)),
    stores: trust.stores,
    ran,
    asked,
    files,
  };
}

/** Commands that change nothing. */
const isQuestion = /openssl verify|^certutil .* -[LVK]( |$)|-verifystore|^security (verify|find)|^wslpath|--input-type/;

interface Said {
  readonly code: number;
  readonly output: string;
}

/** Knows no command but those that it is given the words of; each store is a set of certificates. */
function simulator(files: Files): (words: readonly string[]) => Promise<Said> {
  const anchors = new Map<string, string>();
  const keychain = new Map<string, { readonly file: string; readonly isTrusted: boolean }>();
  const root = new Set<string>();
  const databases = new Map<string, Map<string, string>>();
  let bundle: readonly string[] = [];
  const yes = (output = ''): Said => ({ code: 0, output });
  const no = (output = ''): Said => ({ code: 1, output });
  const certificate = async (file = ''): Promise<X509Certificate> =>
    new X509Certificate((await files.read(file)) ?? '');
  const sha1 = async (file?: string): Promise<string> => (await certificate(file)).fingerprint.replaceAll(':', '');

  const nss = async (folder: string, verb: string | undefined, words: readonly string[]): Promise<Said> => {
    const nickname = /-n (metaton [0-9a-f]{16})/.exec(words.join(' '))?.[1] ?? '';
    const entries = databases.get(folder) ?? new Map<string, string>();
    switch (verb) {
      case '-N':
        for (const name of ['cert9.db', 'key4.db', 'pkcs11.txt']) await files.write(`${folder}/${name}`, '');
        return yes();
      case '-A':
        databases.set(folder, entries.set(nickname, (await files.read(words.at(-1) ?? '')) ?? ''));
        return yes();
      case '-L':
        if (nickname !== '') return yes(entries.get(nickname));
        return yes([...entries.keys()].map((name) => `${name.padEnd(60)} C,,  `).join('\n'));
      case '-V':
        return yes('certificate is valid');
      case '-K':
        return no('certutil: no keys found');
      case '-D':
        return entries.delete(nickname) ? yes() : no();
      default:
        return no(`unknown verb ${String(verb)}`);
    }
  };

  return async (words) => {
    const [program = '', ...args] = words;
    const line = words.join(' ');
    switch (path.win32.basename(program)) {
      case 'install': {
        const [from = '', to = ''] = args.slice(-2);
        anchors.set(to, (await files.read(from)) ?? '');
        await files.write(to, anchors.get(to) ?? '');
        return yes();
      }
      case 'rm':
      case 'rmdir':
        for (const file of args) {
          anchors.delete(file);
          await files.remove(file);
        }
        return yes();
      case 'mkdir':
        await files.makeFolder(args.at(-1) ?? '');
        return yes();
      case 'update-ca-certificates':
      case 'update-ca-trust':
      case 'trust':
        bundle = [...anchors.values()];
        return yes();
      case 'openssl':
        return bundle.includes((await files.read(args.at(-1) ?? '')) ?? '')
          ? yes()
          : no('error 18: self-signed certificate');
      case 'security': {
        const hash = async (): Promise<string> => sha1(args.find((word) => word.endsWith('.pem')));
        if (args[0] === 'add-trusted-cert') keychain.set(await hash(), { file: args.at(-1) ?? '', isTrusted: true });
        else if (args[0] === 'verify-cert') return keychain.get(await hash())?.isTrusted === true ? yes() : no();
        else if (args[0] === 'remove-trusted-cert') {
          const known = keychain.get(await hash());
          if (known?.isTrusted !== true)
            return no('SecTrustSettingsRemoveTrustSettings: No Trust Settings were found.');
          keychain.set(await hash(), { ...known, isTrusted: false });
        } else if (args[0] === 'delete-certificate') keychain.delete(args[2] ?? '');
        else {
          const all = await Promise.all([...keychain.values()].map(({ file }) => certificate(file)));
          return yes(all.map((one) => `SHA-256 hash: ${one.fingerprint256.replaceAll(':', '')}`).join('\n'));
        }
        return yes();
      }
      case 'wslpath':
        return yes(String.raw`\\wsl.localhost\Debian` + (args.at(-1) ?? '').replaceAll('/', '\\'));
      case 'certutil':
      case 'certutil.exe': {
        const folder = /^certutil -d sql:(.*) (?=-[NALVKD]( |$))(-\w)/.exec(line);
        if (folder) return nss(folder[1] ?? '', folder[3], words);
        const name = (args.at(-1) ?? '').replace(/^\\\\wsl.localhost\\Debian/, '').replaceAll('\\', '/');
        if (args.includes('-addstore')) root.add(await sha1(name));
        else if (args.includes('-delstore')) root.delete(name);
        else return root.has(name) ? yes() : no('CertUtil: Object was not found.');
        return yes();
      }
      default:
        return no(`unknown program ${program}`);
    }
  };
}
