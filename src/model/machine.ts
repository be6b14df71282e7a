/** The operating system as metaton sees it. Adapters implement it; tests fake it; nothing else touches the OS. */
import type { Certificates } from './certificates.ts';
import type { Command, Haste, Stop } from './command.ts';
import type { Control } from './control.ts';
import type { Exit } from './exit.ts';
import type { LanAddress } from './lan.ts';
import type { SqlSession } from './sql.ts';
import type { Trust } from './trust.ts';

/** All that metaton can do to the world and learn from it. */
export interface Machine {
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly database: Database;
  readonly certificates: Certificates;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly keyboard: Keyboard;
  readonly input: StandardInput;
  readonly control: Control;
  readonly downloads: Downloads;
  readonly host: Host;
  readonly archives: Archives;
  readonly syntax: Syntax;
  readonly web: Web;
}

/** Pages for the browsers of this machine. */
export interface Web {
  /** Serves on a free port of 127.0.0.1 until it is closed. What answers is made with the first request. */
  readonly serve: (
    makeAnswer: (port: number) => Promise<AnswerRequest>,
  ) => Promise<{ readonly port: number; readonly close: () => Promise<void> }>;
}

/** Answers one request, whatever it is. */
export type AnswerRequest = (request: Request) => Response | Promise<Response>;

/** Parsers of the languages that checkouts are written in, each loaded when a file of it is looked at. */
export interface Syntax {
  /** The first thing in a text that is no such language, told from the name of its file; `undefined` where all is well or nobody can tell. */
  readonly firstError: (file: string, text: string) => Promise<SyntaxError | undefined>;
}

/** Where a text stops being of its language; lines and columns count from 1. */
export interface SyntaxError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Files and folders. Paths are absolute. Anything but "not there" is thrown, as the OS says it. */
export interface Files {
  /** The text as UTF-8; `undefined` when there is no such file. */
  readonly read: (path: string) => Promise<string | undefined>;
  /**
   * Writes beside, then renames: a crash never leaves half a file. The mode is right from the first byte. The owner stays,
   * as far as this user may give files away; links are replaced, not followed.
   */
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
  /** Removes a folder that has nothing in it; any other stays, and so does none at all. */
  readonly removeEmptyFolder: (path: string) => Promise<void>;
  readonly setMode: (path: string, mode: number) => Promise<void>;
  /** What must be known of a place before anything is written there. */
  readonly place: (path: string) => Promise<Place>;
  /** Gives what root has made to the owner of the folder that it is in; other users make their own. */
  readonly giveToOwnerOfFolder: (path: string) => Promise<void>;
  /** All that comes on standard input. */
  readonly readInput: () => Promise<Uint8Array>;
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
  /** SHA-256 of the bytes, hex; `undefined` when there is no such file. */
  readonly hash: (path: string) => Promise<string | undefined>;
  /** Copies a folder with all below it, renaming `_node_modules` and `_gitignore` to what npm would not pack. */
  readonly copyTree: (from: string, to: string) => Promise<void>;
}

/** A place for a file, whether or not there is one. */
export interface Place {
  /** Where it really is, all links followed; `undefined` where a link leads nowhere. */
  readonly real: string | undefined;
  /** Whether this user may replace what is there, or put something there. */
  readonly isWritable: boolean;
  /** Room on its disk, bytes. */
  readonly freeBytes: number;
}

/** What can be told of a file without reading it. */
export interface FileStat {
  /** Bytes. */
  readonly size: number;
  /** When its content was last written, ms since the epoch. */
  readonly modifiedAt: number;
  /** Stays the same when the file is renamed; no two files that are there have the same. */
  readonly identity: string;
  /** Whether this user may do with it as with any of their own; root always may. */
  readonly isOwn: boolean;
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
  /** Runs to the end a program that may ask the user at the terminal, for a password say; what it prints is kept. */
  readonly converse: (command: Command) => Promise<FinishedRun>;
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

/** How a process group came to its end, or did not. */
export interface GroupEnd {
  readonly exit: Exit;
  readonly wasKilled: boolean;
  /** Who did not end, not even by SIGKILL: another user's, or held by the disk or the network. */
  readonly left: readonly LivingProcess[];
}

/** A program that runs. */
export interface RunningProcess {
  readonly pid: number;
  readonly output: AsyncIterable<{ readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array }>;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Signals the whole group, waits for all of it, kills what is left after the grace; a killed one is waited for 5 s. */
  readonly stop: (stop: Stop, haste?: Haste) => Promise<GroupEnd>;
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
  /** The addresses of a name, as the programs of this machine see them, in their order; none where it has none. */
  readonly lookup: (name: string) => Promise<readonly string[]>;
  /** The addresses that this machine has itself. */
  readonly ownAddresses: () => readonly string[];
  /** Those of IPv4 that other machines can reach this one at; the one that leads outward comes first. */
  readonly lanAddresses: () => Promise<readonly LanAddress[]>;
  /** Hands documents out over plain HTTP to whoever asks by this address, until the signal aborts; answers the origin. */
  readonly offer: (offer: Offer, signal: AbortSignal) => Promise<string>;
  /** What another machine says the time is, ms since the epoch, to the second; `undefined` where none answers. */
  readonly timeAt: (url: string, answerWithinMs: number) => Promise<number | undefined>;
  /** What a server shows in the TLS handshake under a name, whatever it is. Rejects where nobody speaks TLS. */
  readonly seeTls: (port: number, name: string, authorityFile: string) => Promise<SeenTls>;
  /** Joins the user's terminal to a unix socket until either side hangs up; rejects where nobody listens. */
  readonly interact: (socket: string) => Promise<void>;
  /** Opens a websocket, sends messages and resolves with what comes back; rejects when nothing does. */
  readonly converse: (conversation: Conversation) => Promise<readonly string[]>;
  /** Opens a websocket for a longer talk; rejects where nobody takes it. */
  readonly openWebsocket: (address: WebsocketAddress, signal?: AbortSignal) => Promise<OpenWebsocket>;
}

/** Documents for other devices. */
export interface Offer {
  /** Of this machine. */
  readonly address: string;
  /** Taken where it is free. */
  readonly port: number;
  readonly documents: readonly OfferedDocument[];
}

/** One of them. */
export interface OfferedDocument {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Present where it is to be kept as a file. */
  readonly fileName?: string;
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
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a server showed in the TLS handshake. */
export interface TlsAnswer {
  /** SHA-256 of the certificate served, hex with colons. */
  readonly fingerprint: string;
}

/** The same of a server that need not be ours. */
export interface SeenTls extends TlsAnswer {
  /** Why a client that trusts the authority would refuse it; `undefined` when it would not. */
  readonly refusal: string | undefined;
  /** In a few words. */
  readonly description: string;
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

/** A websocket exchange. */
export interface Conversation {
  readonly url: string;
  readonly protocol: string | undefined;
  /** All sent as soon as it is open. */
  readonly messages: readonly string[];
  readonly authorityFile: string;
  readonly answerWithinMs: number;
  /** Where it is not over before, so long is listened after the first answer, ms; 0 for all the time there is. */
  readonly lingerMs: number;
  /** Asked at each answer whether all that matters has been heard. */
  readonly isOver: (answers: readonly string[]) => boolean;
}

/** Postgres: the server that metaton runs, and the SQL it asks of any. */
export interface Database {
  /**
   * Makes the cluster where it is missing; clears what an unclean end left. Answers what is worth saying. Without a build
   * it is that of the Postgres that came with metaton.
   */
  readonly prepareCluster: (folder: string, password: string, build?: PostgresBuild) => Promise<ClusterNotice>;
  /** The command that runs the cluster's server in the foreground. */
  readonly serverCommand: (folder: string, build?: PostgresBuild) => Promise<Command>;
  /** Pid of a server that runs on this cluster already, left over from an unclean end. */
  readonly runningServer: (folder: string) => Promise<number | undefined>;
  /** Removes the cluster's data, wherever it lives. */
  readonly removeCluster: (folder: string) => Promise<void>;
  /** The cluster that is there, of the build's major; `undefined` where there is none. */
  readonly findCluster: (
    folder: string,
    build?: PostgresBuild,
  ) => Promise<{ readonly data: string; readonly major: string } | undefined>;
  /**
   * Packs the cluster into an archive, 0600. With a URL its server is at work, and goes on. Answers false where there is
   * no cluster.
   */
  readonly packCluster: (
    folder: string,
    to: string,
    url: string | undefined,
    build?: PostgresBuild,
  ) => Promise<boolean>;
  /** Puts the cluster of an archive in the place of the one that is there. Its server must not be at work. */
  readonly unpackCluster: (folder: string, from: string, build?: PostgresBuild) => Promise<void>;
  /** A session at any of its databases. */
  readonly open: (url: string) => Promise<SqlSession>;
  /** One query; the first column of the first row as text, `undefined` without a row. Rejects with the driver's error. */
  readonly query: (url: string, sql: string) => Promise<string | undefined>;
  /** Makes or mends a login role that may make roles and databases, by SUPERUSER where it may not yet, with this password. Answers false when nothing was to do. */
  readonly ensureRole: (url: string, name: string, password: string) => Promise<boolean>;
  /** Makes the database from template0 where it is missing. Answers false when it is there. */
  readonly ensureDatabase: (url: string, name: string) => Promise<boolean>;
}

/** A Postgres of another major version than the one that came with metaton. */
export interface PostgresBuild {
  readonly major: string;
  /** Folder of the package with its programs. */
  readonly packageFolder: string;
}

/** What preparing a cluster did. */
export interface ClusterNotice {
  readonly didCreate: boolean;
  /** Set when the data had to live elsewhere, or a left-over server was stopped. */
  readonly remark: string | undefined;
}

/** What others publish on the network; unlike `Network`, anywhere. Proxies of the user's shell are honoured. */
export interface Downloads {
  /** One attempt. What an attempt before it has brought of the same is not brought again. */
  readonly fetch: (request: DownloadRequest, signal: AbortSignal) => Promise<DownloadOutcome>;
  /** Why nothing answers at a URL; `undefined` where anything does. */
  readonly whyUnreachable: (url: string, withinMs: number) => Promise<string | undefined>;
}

/** What the machine itself is like. */
export interface Host {
  /** All that programs of this machine, or of this container, can have together, MiB. */
  readonly memoryMiB: () => Promise<number>;
  /** Free on the disk that a folder is on; `undefined` where that cannot be told. */
  readonly disk: (folder: string) => Promise<{ readonly freeMiB: number; readonly freeFiles: number } | undefined>;
  readonly isRoot: boolean;
}

/** A file to be brought; it is there under its name only when it is whole. */
export interface DownloadRequest {
  readonly url: string;
  readonly to: string;
  /** Bytes that are there, and of how many, where the server says. */
  readonly onProgress: (bytes: number, total: number | undefined) => void;
}

/** What came of an attempt. */
export type DownloadOutcome =
  | { readonly kind: 'whole' }
  /** It began and broke off; `bytes` are there. */
  | { readonly kind: 'cut'; readonly bytes: number; readonly why: string }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'unreachable'; readonly why: string };

/** Archives. One that cannot be read is thrown as an Error that says why. */
export interface Archives {
  /** Takes the one file with this name, in whatever folder, out as a program. Answers false where it is not in it. */
  readonly takeProgram: (archive: string, kind: 'tar.xz' | 'zip', name: string, to: string) => Promise<boolean>;
}

/** The keys of the user's terminal. */
export interface Keyboard {
  /** Hands on each key until the signal aborts; Ctrl-C and its like stay signals. Without a terminal there is none. */
  readonly listen: (onKey: (key: string) => void, signal: AbortSignal) => Promise<void>;
  /** Line by line, with a prompt and what a line editor does where there is a terminal; otherwise what is piped in. */
  readonly lines: (prompt: () => string, signal: AbortSignal) => AsyncIterable<string>;
}

/** What is handed to the program on its standard input. */
export interface StandardInput {
  /** What there is to read; behind a pipe, nobody need ever write. */
  readonly kind: () => 'terminal' | 'file' | 'pipe' | 'nothing';
  readonly read: () => AsyncIterable<Uint8Array>;
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
