/** A machine in memory: files, programs and time that do what a test says, and nothing else. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Certificates } from '../../src/model/certificates.ts';
import type { Command } from '../../src/model/command.ts';
import type { Exit } from '../../src/model/exit.ts';
import type {
  Archives,
  Clock,
  Database,
  Downloads,
  Files,
  Host,
  Machine,
  Network,
  Processes,
  RunningProcess,
} from '../../src/model/machine.ts';
import type { Trust } from '../../src/model/trust.ts';

/** What differs from a machine with no files, free ports, and nobody at home. */
export interface GivenMachine {
  /** Texts by absolute path; folders follow from them. */
  readonly files?: Readonly<Record<string, string>>;
  /** Called for every program that is started, before anyone sees it. */
  readonly programs?: (program: FakeProgram) => void;
  readonly run?: Processes['run'];
  readonly processes?: Partial<Processes>;
  readonly network?: Partial<Network>;
  readonly database?: Partial<Database>;
  readonly certificates?: Partial<Certificates>;
  readonly input?: Machine['input'];
  readonly downloads?: Partial<Downloads>;
  readonly host?: Partial<Host>;
  readonly archives?: Archives;
  readonly trust?: Partial<Trust>;
}

/** A program that a test drives by hand. */
export interface FakeProgram {
  readonly command: Command;
  readonly print: (text: string, stream?: 'stdout' | 'stderr') => void;
  /** Ends it, as if by itself. */
  readonly exit: (exit: Exit) => void;
}

/** A complete machine. */
export const fakeMachine = (given: GivenMachine = {}): Machine => ({
  files: fakeFiles(given.files ?? {}),
  processes: {
    run: given.run ?? (() => Promise.resolve({ exit: ended(0), output: '' })),
    start: (command) => Promise.resolve(startProgram(command, given.programs)),
    find: () => Promise.resolve(undefined),
    ownPid: 1,
    cores: 64,
    interact: () => Promise.resolve(ended(0)),
    converse: () => Promise.resolve({ exit: ended(0), output: '' }),
    openInBrowser: () => Promise.resolve(),
    leave: () => Promise.resolve({ pid: 2, exited: new Promise(() => undefined) }),
    tag: 'tag of this run',
    look: () => Promise.resolve(undefined),
    members: () => Promise.resolve([]),
    tagged: () => Promise.resolve([]),
    signal: () => Promise.resolve(),
    usage: () => Promise.resolve(new Map()),
    freeMemoryMiB: () => Promise.resolve(16_384),
    identity: (pid) => Promise.resolve(pid === 1 ? 'metaton itself' : undefined),
    ...given.processes,
  },
  network: {
    portHolder: () => Promise.resolve(undefined),
    request: () => Promise.reject(new Error('connection refused')),
    connect: () => Promise.reject(new Error('connection refused')),
    seeTls: () => Promise.reject(new Error('connection refused')),
    verifyTls: () => Promise.reject(new Error('connection refused')),
    lookup: () => Promise.resolve([]),
    ownAddresses: () => ['127.0.0.1'],
    lanAddresses: () => Promise.resolve([]),
    offer: () => Promise.reject(new Error('address not available')),
    timeAt: () => Promise.resolve(undefined),
    interact: () => Promise.reject(new Error('connection refused')),
    converse: () => Promise.reject(new Error('connection refused')),
    openWebsocket: () => Promise.reject(new Error('connection refused')),
    ...given.network,
  },
  database: {
    prepareCluster: () => Promise.resolve({ didCreate: true, remark: undefined }),
    serverCommand: (folder) =>
      Promise.resolve({ program: 'postgres', args: [folder], cwd: '/', env: {}, path: [], scrub: [] }),
    runningServer: () => Promise.resolve(undefined),
    removeCluster: () => Promise.resolve(),
    findCluster: () => Promise.resolve(undefined),
    packCluster: () => Promise.resolve(false),
    unpackCluster: () => Promise.resolve(),
    open: () => Promise.reject(new Error('connection refused')),
    query: () => Promise.reject(new Error('connection refused')),
    ensureRole: () => Promise.resolve(true),
    ensureDatabase: () => Promise.resolve(true),
    ...given.database,
  },
  certificates: {
    ensureAuthority: () => Promise.resolve(true),
    ensureLeaf: () => Promise.resolve(true),
    ensurePermsKeys: () => Promise.resolve(true),
    replaceAuthority: () => Promise.resolve(),
    replaceLeaf: () => Promise.resolve(),
    replacePermsKeys: () => Promise.resolve(),
    acceptOwn: () => Promise.resolve(true),
    describe: () => Promise.resolve('no certificate'),
    ensureSecret: () => Promise.resolve(true),
    inspect: () => Promise.resolve({ authority: { kind: 'missing' }, leaf: { kind: 'missing' }, permsKeys: 'missing' }),
    sign: () => Promise.resolve('token'),
    ...given.certificates,
  },
  trust: {
    stores: () => Promise.resolve([]),
    trust: () => Promise.resolve([]),
    untrust: () => Promise.resolve([]),
    ...given.trust,
  },
  clock: fakeClock(),
  keyboard: { listen: () => Promise.resolve(), lines: () => Readable.from([]) },
  input: given.input ?? {
    kind: () => 'nothing',
    read: () => {
      throw new Error('nothing to read');
    },
  },
  web: { serve: () => Promise.resolve({ port: 1, close: () => Promise.resolve() }) },
  control: {
    place: (state) => `${state}/run/control.sock`,
    serve: () => Promise.resolve(() => Promise.resolve()),
    connect: () => Promise.resolve(undefined),
  },
  downloads: {
    fetch: () => Promise.resolve({ kind: 'unreachable', why: 'no network' }),
    whyUnreachable: () => Promise.resolve('no network'),
    ...given.downloads,
  },
  host: {
    memoryMiB: () => Promise.resolve(16_384),
    disk: () => Promise.resolve({ freeMiB: 100_000, freeFiles: 1_000_000 }),
    isRoot: false,
    ...given.host,
  },
  archives: given.archives ?? { takeProgram: () => Promise.resolve(false) },
  syntax: { firstError: () => Promise.resolve(undefined) },
});

/** An exit with a code. */
export const ended = (code: number): Exit => ({ code, signal: undefined });

/** So many turns let everything happen that needs no time, before time goes on. */
const turnsPerMoment = 1000;

/** Time that passes only when nothing else is left to happen: a sleep of an hour costs nothing. */
function fakeClock(): Clock {
  let now = 0;
  let isRunning = false;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const pass = async (): Promise<void> => {
    isRunning = true;
    while (sleepers.size > 0) {
      for (let turn = 0; turn < turnsPerMoment; turn++) await Promise.resolve();
      const [first] = [...sleepers].sort((a, b) => a.until - b.until);
      now = Math.max(now, first?.until ?? now);
      first?.wake();
    }
    isRunning = false;
  };
  return {
    now: () => now,
    chance: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((wake) => {
        if (signal?.aborted === true) {
          wake();
          return;
        }
        const sleeper = {
          until: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            wake();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
        if (!isRunning) void pass();
      }),
  };
}

function startProgram(command: Command, drive?: (program: FakeProgram) => void): RunningProcess {
  const printed: { stream: 'stdout' | 'stderr'; bytes: Uint8Array }[] = [];
  let isOver = false;
  let resolve: (exit: Exit) => void = () => undefined;
  const exited = new Promise<Exit>((settle) => {
    resolve = settle;
  });
  let wake: () => void = () => undefined;
  const exit = (how: Exit): void => {
    isOver = true;
    resolve(how);
    wake();
  };
  async function* output(): AsyncGenerator<(typeof printed)[number]> {
    for (;;) {
      yield* printed.splice(0);
      if (printed.length > 0) continue;
      if (isOver) return;
      await new Promise<void>((resume) => {
        wake = resume;
      });
    }
  }
  drive?.({
    command,
    exit,
    print: (text, stream = 'stdout') => {
      printed.push({ stream, bytes: new TextEncoder().encode(text) });
      wake();
    },
  });
  return {
    pid: 1,
    output: { [Symbol.asyncIterator]: output },
    exited,
    stop: async ({ signal }) => {
      exit({ code: undefined, signal });
      return { exit: await exited, wasKilled: false, left: [] };
    },
  };
}

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

function fakeFiles(given: Readonly<Record<string, string>>): Files {
  const texts = new Map(Object.entries(given));
  const modes = new Map<string, number>();
  const folders = new Set<string>();
  const identities = new Map<string, string>();
  let made = 0;
  const identityOf = (path: string): string => {
    const known = identities.get(path) ?? String(made++);
    identities.set(path, known);
    return known;
  };
  const isFolder = (path: string): boolean =>
    folders.has(path) || [...texts.keys()].some((file) => file.startsWith(`${path}/`));
  const isThere = (path: string): boolean => texts.has(path) || isFolder(path);
  const kind = (path: string): 'file' | 'folder' | 'missing' => {
    if (texts.has(path)) return 'file';
    return isFolder(path) ? 'folder' : 'missing';
  };
  const write = (path: string, text: string, mode = 0o644): Promise<void> => {
    texts.set(path, text);
    modes.set(path, mode);
    return Promise.resolve();
  };
  return {
    claim: async (path, text, mode) => {
      if (texts.has(path)) return false;
      await write(path, text, mode);
      return true;
    },
    write,
    read: (path) => Promise.resolve(texts.get(path)),
    copy: (from, to, mode) => write(to, texts.get(from) ?? '', mode).then(() => true),
    makeFolder: (path) => {
      folders.add(path);
      return Promise.resolve();
    },
    list: (path) => {
      const inside = [...texts.keys(), ...folders].filter((name) => name.startsWith(`${path}/`));
      return Promise.resolve(
        [...new Set(inside.map((name) => name.slice(path.length + 1).split('/')[0] ?? ''))].sort(),
      );
    },
    exists: (path) => Promise.resolve(isThere(path)),
    kind: (path) => Promise.resolve(kind(path)),
    mode: (path) => Promise.resolve(isThere(path) ? (modes.get(path) ?? 0o644) : undefined),
    remove: (path) => {
      for (const name of [...texts.keys(), ...folders])
        if (name === path || name.startsWith(`${path}/`)) {
          texts.delete(name);
          folders.delete(name);
        }
      return Promise.resolve();
    },
    removeEmptyFolder: (path) => {
      if (![...texts.keys(), ...folders].some((name) => name.startsWith(`${path}/`))) folders.delete(path);
      return Promise.resolve();
    },
    setMode: (path, mode) => {
      modes.set(path, mode);
      return Promise.resolve();
    },
    place: (path) => Promise.resolve({ real: path, isWritable: true, freeBytes: 2 ** 40 }),
    giveToOwnerOfFolder: () => Promise.resolve(),
    readInput: () => Promise.resolve(new Uint8Array()),
    append: (path, parts, mode) =>
      write(path, (texts.get(path) ?? '') + Buffer.concat(parts).toString(), modes.get(path) ?? mode),
    rename: (from, to) => {
      const text = texts.get(from);
      if (text === undefined) return Promise.resolve();
      identities.set(to, identityOf(from));
      identities.delete(from);
      texts.delete(from);
      return write(to, text, modes.get(from));
    },
    stat: (path) => {
      const text = texts.get(path);
      return Promise.resolve(
        text === undefined ? undefined : { size: sizeOf(text), modifiedAt: 0, identity: identityOf(path), isOwn: true },
      );
    },
    open: (path) => {
      if (!texts.has(path)) return Promise.resolve(undefined);
      const identity = identityOf(path);
      const where = (): string => [...identities].find(([, other]) => other === identity)?.[0] ?? '';
      return Promise.resolve({
        identity,
        read: (offset, length) =>
          Promise.resolve(new TextEncoder().encode(texts.get(where()) ?? '').subarray(offset, offset + length)),
        close: () => Promise.resolve(),
      });
    },
    watch: () => undefined,
    hash: (path) => {
      const text = texts.get(path);
      return Promise.resolve(text === undefined ? undefined : createHash('sha256').update(text).digest('hex'));
    },
    makeTemporaryFolder: (prefix) => Promise.resolve(`/tmp/${prefix}`),
    copyTree: async (from, to) => {
      for (const [file, text] of [...texts])
        if (file.startsWith(`${from}/`)) await write(to + file.slice(from.length), text);
    },
  };
}
