/** The operating system as metaton sees it. Adapters implement it; tests fake it; nothing else touches the OS. */
import type { Command, Haste, Stop } from './command.ts';
import type { Control } from './control.ts';
import type { Exit } from './exit.ts';
import type { TokenRequest } from './token.ts';

/** All that metaton can do to the world and learn from it. */
export interface Machine {
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly database: Database;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly keyboard: Keyboard;
  readonly control: Control;
}

/** Files and folders. Paths are absolute. Anything but "not there" is thrown, as the OS says it. */
export interface Files {
  /** The text as UTF-8; `undefined` when there is no such file. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Writes beside, then renames: a crash never leaves half a file. The mode is right from the first byte. */
  readonly write: (path: string, text: string, mode?: number) => Promise<void>;
  /** Copies bytes atomically; does nothing and answers false where the target has the same bytes and mode. */
  readonly copy: (from: string, to: string, mode: number) => Promise<boolean>;
  /** Makes a file, whole, where there is none; answers false where there is one, also one made at the same moment. */
  readonly claim: (path: string, text: string, mode: number) => Promise<boolean>;
  readonly makeFolder: (path: string, mode?: number) => Promise<void>;
  /** Names in a folder, sorted; empty when there is no such folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
  readonly kind: (path: string) => Promise<'file' | 'folder' | 'other' | 'missing'>;
  /** Permission bits, e.g. 0o600; `undefined` when there is nothing there. */
  readonly mode: (path: string) => Promise<number | undefined>;
  readonly remove: (path: string) => Promise<void>;
  /** Adds the parts at the end, in one piece; makes the file, with this mode, where there is none. */
  readonly append: (path: string, parts: readonly Uint8Array[], mode: number) => Promise<void>;
  /** Moves a file over any that is there; does nothing where there is none to move. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Size and identity; `undefined` when there is nothing there. */
  readonly stat: (path: string) => Promise<FileStat | undefined>;
  /** Opens to read; what is renamed or removed can be read on. `undefined` when there is no such file. */
  readonly open: (path: string) => Promise<OpenFile | undefined>;
  /** Tells that something in a folder may have changed, until the signal aborts; a folder that is not there tells nothing. */
  readonly watch: (folder: string, onChange: () => void, signal: AbortSignal) => void;
  /** A new empty folder, 0700, for things that do not last. */
  readonly makeTemporaryFolder: (prefix: string) => Promise<string>;
  /** Copies a folder with all below it, renaming `_node_modules` and `_gitignore` to what npm would not pack. */
  readonly copyTree: (from: string, to: string) => Promise<void>;
}

/** What can be told of a file without reading it. */
export interface FileStat {
  /** Bytes. */
  readonly size: number;
  /** Stays the same when the file is renamed; no two files that are there have the same. */
  readonly identity: string;
}

/** A file that is being read. */
export interface OpenFile {
  readonly identity: string;
  /** At most `length` bytes from `offset` on; none at the end. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Programs. */
export interface Processes {
  /** Runs to the end. A program that is not there is thrown as a ProblemError. */
  readonly run: (
    command: Command,
    timeoutMs: number,
    signal?: AbortSignal,
    onOutput?: (text: string) => void,
  ) => Promise<FinishedRun>;
  /** Programs that can run at the same time. */
  readonly cores: number;
  /** Starts in a process group of its own, stdin closed. */
  readonly start: (command: Command) => Promise<RunningProcess>;
  /** Shows an address in the user's browser, where there is one; never fails. */
  readonly openInBrowser: (url: string) => Promise<void>;
  /** Runs with the user's terminal as its own, to the end. */
  readonly interact: (command: Command) => Promise<Exit>;
  /** Starts a program that lives on without this one, in a session of its own; `log` gets what it says on stderr. */
  readonly leave: (command: Command, log: string) => Promise<LeftProcess>;
  /** What tells a living process from any other that ever had its pid; `undefined` when there is none. */
  readonly identity: (pid: number) => Promise<string | undefined>;
  /** The process that this is. */
  readonly ownPid: number;
  /** What every program that this metaton starts has in its environment, and no other. */
  readonly tag: string;
  /** One living process. */
  readonly look: (pid: number) => Promise<LivingProcess | undefined>;
  /** The living members of a process group. */
  readonly members: (group: number) => Promise<readonly LivingProcess[]>;
  /** All that live of what a metaton with this tag has started, wherever they went. Only Linux can tell. */
  readonly tagged: (tag: string) => Promise<readonly LivingProcess[]>;
  /** Signals this very process; nothing happens when it is gone, whoever has its pid by now. */
  readonly signal: (process: Pick<LivingProcess, 'pid' | 'identity'>, signal: EndSignal) => Promise<void>;
  /** By process group: what all its members take together; groups without members are missing. */
  readonly usage: (groups: readonly number[]) => Promise<ReadonlyMap<number, GroupUsage>>;
  /** Memory that programs can still have without any being pushed out, MiB. */
  readonly freeMemoryMiB: () => Promise<number>;
  /** Absolute path of a program, looked up in `path` and then on PATH. */
  readonly find: (program: string, path: readonly string[]) => Promise<string | undefined>;
}

/** A program that lives on. */
export interface LeftProcess {
  readonly pid: number;
  /** Settles if it ends while this program still runs. */
  readonly exited: Promise<Exit>;
}

/** What a process group takes. */
export interface GroupUsage {
  /** Since its members were started, ms. */
  readonly cpuMs: number;
  readonly memoryMiB: number;
}

/** What asks a process to end, or ends it. */
export type EndSignal = Stop['signal'] | 'SIGKILL';

/** A process of this machine. */
export interface LivingProcess {
  readonly pid: number;
  readonly group: number;
  /** Tells it from any other that ever had its pid. */
  readonly identity: string;
  /** Its command line as it is now: programs may rewrite theirs. */
  readonly command: string;
}

/** A program that has ended, with what it said (stdout and stderr together, in order of arrival). */
export interface FinishedRun {
  readonly exit: Exit;
  readonly output: string;
}

/** A program that runs. */
export interface RunningProcess {
  readonly pid: number;
  readonly output: AsyncIterable<{ readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array }>;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Signals the whole group, waits for all of it, kills what is left after the grace. Says whether it had to. */
  readonly stop: (stop: Stop, haste?: Haste) => Promise<{ readonly exit: Exit; readonly wasKilled: boolean }>;
}

/** Connections and ports of this machine. */
export interface Network {
  /** Who listens on a TCP port; `undefined` when it is free. */
  readonly portHolder: (port: number) => Promise<PortHolder | undefined>;
  readonly request: (request: HttpRequest, signal?: AbortSignal) => Promise<HttpAnswer>;
  /** Resolves when a TCP connection to 127.0.0.1 opens; rejects otherwise. */
  readonly connect: (port: number, signal?: AbortSignal) => Promise<void>;
  /** Opens TLS to 127.0.0.1 with each name in turn, verified against the authority. Rejects with the TLS error. */
  readonly verifyTls: (port: number, name: string, authorityFile: string) => Promise<TlsAnswer>;
  /** Joins the user's terminal to a unix socket until either side hangs up; rejects where nobody listens. */
  readonly interact: (socket: string) => Promise<void>;
  /** Opens a websocket, sends one message and resolves with the first that comes back. */
  readonly firstAnswer: (request: WebsocketRequest) => Promise<string>;
  /** Opens a websocket for a longer talk; rejects where nobody takes it. */
  readonly openWebsocket: (address: WebsocketAddress, signal?: AbortSignal) => Promise<OpenWebsocket>;
}

/** Who holds a port. */
export interface PortHolder {
  readonly pid: number | undefined;
  /** In words: `pid 812 (beam.smp) in /home/me/world`. */
  readonly description: string;
  /** Where it runs; absent where that cannot be seen. */
  readonly folder: string | undefined;
}

/** An HTTP or HTTPS request; dialled at 127.0.0.1, with the URL's name in Host and SNI. */
export interface HttpRequest {
  readonly url: string;
  /** The authority to trust, for https. */
  readonly authorityFile: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What to send along, as JSON; the request is a POST then. */
  readonly json?: string;
  readonly answerWithinMs: number;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** At most the first mebibyte. */
  readonly body: string;
}

/** What a server showed in the TLS handshake. */
export interface TlsAnswer {
  /** SHA-256 of the certificate served, hex with colons. */
  readonly fingerprint: string;
}

/** Where a websocket is, and whom to trust there; dialled at 127.0.0.1. */
export interface WebsocketAddress {
  readonly url: string;
  readonly authorityFile: string;
  readonly answerWithinMs: number;
}

/** A websocket that both sides may speak on until it is closed. */
export interface OpenWebsocket {
  readonly send: (message: string) => void;
  /** What comes, until the other side closes it, or this one. */
  readonly messages: AsyncIterable<string>;
  readonly close: () => void;
}

/** A websocket exchange of one message each way. */
export interface WebsocketRequest {
  readonly url: string;
  readonly protocol: string;
  readonly message: string;
  readonly authorityFile: string;
  readonly answerWithinMs: number;
}

/** Postgres: the server that metaton runs, and the SQL it asks of any. */
export interface Database {
  /** Makes the cluster where it is missing; clears what an unclean end left. Answers what is worth saying. */
  readonly prepareCluster: (folder: string, password: string) => Promise<ClusterNotice>;
  /** The command that runs the cluster's server in the foreground. */
  readonly serverCommand: (folder: string) => Promise<Command>;
  /** Pid of a server that runs on this cluster already, left over from an unclean end. */
  readonly runningServer: (folder: string) => Promise<number | undefined>;
  /** Removes the cluster's data, wherever it lives. */
  readonly removeCluster: (folder: string) => Promise<void>;
  /** One query; the first column of the first row as text, `undefined` without a row. Rejects with the driver's error. */
  readonly query: (url: string, sql: string) => Promise<string | undefined>;
  /** Makes or mends a login role with SUPERUSER and this password. Answers false when nothing was to do. */
  readonly ensureRole: (url: string, name: string, password: string) => Promise<boolean>;
  /** Makes the database from template0 where it is missing. Answers false when it is there. */
  readonly ensureDatabase: (url: string, name: string) => Promise<boolean>;
}

/** What preparing a cluster did. */
export interface ClusterNotice {
  readonly didCreate: boolean;
  /** Set when the data had to live elsewhere, or a left-over server was stopped. */
  readonly remark: string | undefined;
}

/** X.509, keys and tokens. Each `ensure` answers false when nothing was to do. */
export interface Certificates {
  /** Authority in `folder`: `ca.pem`, `ca-key.pem` (0400), folder 0700. Throws ProblemError where hosts lie outside its constraints. */
  readonly ensureAuthority: (folder: string, hosts: readonly string[]) => Promise<boolean>;
  /** `cert.pem key.pem fullchain.pem ca.pem` in `into`, signed by the authority in `authority`. */
  readonly ensureLeaf: (authority: string, hosts: readonly string[], into: string) => Promise<boolean>;
  /** `perms.pem perms.pub.pem reticulum-jwk.json` in `into`. */
  readonly ensurePermsKeys: (into: string) => Promise<boolean>;
  /** A random word of letters and digits in a file, 0600, for two programs to know each other by. */
  readonly ensureSecret: (file: string) => Promise<boolean>;
  /** What stands in a folder made by the above, read and judged without changing anything. */
  readonly inspect: (authority: string, folder: string, hosts: readonly string[]) => Promise<CertificateFacts>;
  /** A signed RS512 token: `iat` a second back, `exp` five minutes on. */
  readonly sign: (request: TokenRequest) => Promise<string>;
}

/** The state of certificates and keys on disk. */
export interface CertificateFacts {
  readonly authority: CertificateState;
  readonly leaf: CertificateState;
  readonly permsKeys: 'missing' | 'consistent' | { readonly wrong: string };
}

/** One certificate on disk. */
export type CertificateState =
  | { readonly kind: 'missing' }
  /** There, but not usable: says why, naming the file. */
  | { readonly kind: 'unusable'; readonly why: string }
  | {
      readonly kind: 'usable';
      readonly names: readonly string[];
      readonly expiresAt: number;
      /** SHA-256, hex with colons. */
      readonly fingerprint: string;
    };

/** The keys of the user's terminal. */
export interface Keyboard {
  /** Hands on each key until the signal aborts; Ctrl-C and its like stay signals. Without a terminal there is none. */
  readonly listen: (onKey: (key: string) => void, signal: AbortSignal) => Promise<void>;
}

/** Time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Between 0 and 1, so that those who wait for the same thing do not all come back at once. */
  readonly chance: () => number;
}
