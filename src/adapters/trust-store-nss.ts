/** A certificate database of NSS: Firefox has one in each profile, Chromium's family on Linux shares one. */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import {
  type Anchor,
  ask,
  type Answer,
  type Installation,
  lastWords,
  missingFolders,
  type Sight,
  type StoreCommand,
  type StoreGround,
  type TrustStore,
} from './trust-store.ts';

/** A database, and how its rows are called. */
export interface NssPlace {
  readonly name: string;
  /** The folder with `cert9.db`. */
  readonly path: string;
}

/** NSS's own `certutil`, and what to do where there is none. */
export interface Certutil {
  /** `undefined` where it is not installed. */
  readonly program: string | undefined;
  readonly install: readonly StoreCommand[];
}

/** What makes a folder a database. */
const database = ['cert9.db', 'key4.db', 'pkcs11.txt'] as const;

/** Its store. */
export function nssStore(place: NssPlace, certutil: Certutil, ground: StoreGround): TrustStore {
  const { files } = ground;
  const { program = 'certutil' } = certutil;
  const words = (...args: readonly string[]): readonly string[] => ['-d', `sql:${place.path}`, ...args];
  const question = (...args: readonly string[]): Promise<Answer> => ask(ground, program, words(...args));
  const change = (...args: readonly string[]): StoreCommand => ({
    program,
    args: words(...args),
    needsPerson: password,
  });
  const file = path.join(place.path, database[0]);

  /** All that is in it, or what the program said instead. */
  const read = async (): Promise<readonly Entry[] | string> => {
    const list = await question('-L');
    if (!list.isYes) return lastWords(list.output);
    return Promise.all(
      entriesIn(list.output).map(async (entry) => {
        const { output } = await question('-L', '-n', entry.nickname, '-a');
        return { ...entry, fingerprints: fingerprintsIn(output) };
      }),
    );
  };

  const look = async (anchor: Anchor): Promise<Sight> => {
    if (certutil.program === undefined) {
      return { kind: 'unknown', why: 'only the program certutil of NSS can tell', commands: certutil.install };
    }
    if (!(await files.exists(file))) return { kind: 'absent' };
    const entries = await read();
    if (typeof entries === 'string') return { kind: 'unknown', why: entries, commands: [] };
    const found = holdersOf(entries, anchor)[0];
    if (!found) return { kind: 'absent' };
    const verdict = await question('-V', '-u', 'L', '-n', found.nickname);
    return verdict.isYes ? { kind: 'trusted' } : { kind: 'ineffective', why: lastWords(verdict.output) };
  };

  const install = async (anchor: Anchor): Promise<Installation> => {
    const hasDatabase = await files.exists(file);
    const creates = await missingFolders(files, place.path);
    const entries = hasDatabase ? await read() : [];
    const make: readonly StoreCommand[] = hasDatabase
      ? []
      : [
          ...(creates.length === 0 ? [] : [{ program: 'mkdir', args: ['-p', '-m', '700', place.path] }]),
          change('-N', '--empty-password'),
        ];
    const nickname = freeNickname(anchor, typeof entries === 'string' ? [] : entries);
    return {
      commands: [...make, change('-A', '-t', trustedForServers, '-n', nickname, '-i', anchor.file)],
      creates: hasDatabase ? [] : [...creates, file],
    };
  };

  const remove = async (anchor: Anchor, created: readonly string[]): Promise<readonly StoreCommand[]> => {
    const entries = await read();
    if (typeof entries === 'string') return [];
    const holders = holdersOf(entries, anchor);
    const isEmptyThen = entries.length === holders.length && created.includes(file) && !(await hasKeys(question));
    return [
      ...holders.map(({ nickname }) => change('-D', '-n', nickname)),
      ...(isEmptyThen ? await removeDatabase(place.path, created, ground) : []),
    ];
  };

  return { client: 'browser', name: place.name, path: place.path, look, install, remove };
}

/** `C`: an authority for servers. Neither e-mail nor programs. */
const trustedForServers = 'C,,';

/** Whoever has given the database a password is the only one who can change it. */
const password = {
  says: /SEC_ERROR_BAD_PASSWORD|Incorrect password|SEC_ERROR_TOKEN_NOT_LOGGED_IN/,
  why: 'its primary password is yours: type it when this asks for it',
};

/** One line of what is in a database. */
interface Entry {
  readonly nickname: string;
  readonly fingerprints: readonly string[];
}

/** `metaton 1a2b    C,,` */
const entriesIn = (list: string): readonly Pick<Entry, 'nickname'>[] =>
  list.split('\n').flatMap((line) => {
    const nickname = /^(.+?)\s+[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*\s*$/.exec(line)?.[1];
    return nickname === undefined ? [] : [{ nickname }];
  });

function fingerprintsIn(output: string): readonly string[] {
  const pems = output.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return pems.map((pem) => new X509Certificate(pem).fingerprint256);
}

/**
 * The entries that are the anchor and nothing else. Of certificates with the same subject NSS shows all under the name
 * of each: our name tells then.
 */
function holdersOf(entries: readonly Entry[], anchor: Anchor): readonly Entry[] {
  const holders = entries.filter(({ fingerprints }) => fingerprints.includes(anchor.sha256));
  const ours = holders.filter(({ nickname }) => nickname.startsWith(nicknameOf(anchor)));
  return holders.every(({ fingerprints }) => fingerprints.length === 1) ? holders : ours;
}

/** A name is one certificate's alone: adding another under it fails. */
const nicknameOf = ({ sha256 }: Anchor): string => `metaton ${sha256.replaceAll(':', '').slice(0, 16).toLowerCase()}`;

function freeNickname(anchor: Anchor, entries: readonly Entry[]): string {
  const wanted = nicknameOf(anchor);
  const taken = entries.filter(({ fingerprints }) => !fingerprints.includes(anchor.sha256));
  const isTaken = (name: string): boolean => taken.some(({ nickname }) => nickname === name);
  let name = wanted;
  for (let number = 2; isTaken(name); number++) name = `${wanted} ${number}`;
  return name;
}

/** A client certificate's key may have come in; where it cannot be told, one has. */
async function hasKeys(question: (...args: readonly string[]) => Promise<Answer>): Promise<boolean> {
  const { output } = await question('-K');
  return !output.includes('no keys found');
}

/** The files, and those of the folders made for them that hold nothing else. */
async function removeDatabase(
  folder: string,
  created: readonly string[],
  { files }: StoreGround,
): Promise<readonly StoreCommand[]> {
  const going = database.map((name) => path.join(folder, name));
  const empty: string[] = [];
  for (const candidate of created.filter((name) => !going.includes(name)).toReversed()) {
    const names = await files.list(candidate);
    if (names.every((name) => [...going, ...empty].includes(path.join(candidate, name)))) empty.push(candidate);
  }
  return [{ program: 'rm', args: going }, ...empty.map((name) => ({ program: 'rmdir', args: [name] }))];
}
