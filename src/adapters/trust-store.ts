/** What a trust store is to whoever puts an authority into it. */
import path from 'node:path';
import type { Files, Processes } from '../model/machine.ts';
import type { TrustClient } from '../model/trust.ts';

/** The parts of the machine that stores are found and asked with. */
export interface StoreGround {
  readonly files: Pick<Files, 'read' | 'list' | 'exists' | 'kind'>;
  readonly processes: Pick<Processes, 'run' | 'find'>;
  readonly platform: string;
  /** The user's own folder. */
  readonly home: string;
  /** The user's shell. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The certificate of an authority. */
export interface Anchor {
  /** A file with it and nothing else. */
  readonly file: string;
  readonly pem: string;
  /** Hex with colons. */
  readonly sha256: string;
  /** Hex without colons, as macOS and Windows have it. */
  readonly sha1: string;
}

/** What a store has of an anchor. */
export type Sight =
  | { readonly kind: 'trusted' }
  | { readonly kind: 'absent' }
  /** It is in there, and the store does not trust it. */
  | { readonly kind: 'ineffective'; readonly why: string }
  /** It cannot be told; `commands` bring about that it can. */
  | { readonly kind: 'unknown'; readonly why: string; readonly commands: readonly StoreCommand[] };

/** One command that changes a store. */
export interface StoreCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Only an administrator may. */
  readonly isPrivileged?: true;
  /** Words with which it ends badly although all is as it should be. */
  readonly alreadyDone?: RegExp;
  /** Words with which it ends badly for want of a person, and what that one has to do. */
  readonly needsPerson?: { readonly says: RegExp; readonly why: string };
  /** Longer than that it would only be waiting for somebody, ms. */
  readonly withinMs?: number;
}

/** What puts an anchor into a store. */
export interface Installation {
  readonly commands: readonly StoreCommand[];
  /** Folders that come about by it, outermost first. */
  readonly creates: readonly string[];
}

/** A place that programs take authorities from. */
export interface TrustStore {
  readonly client: TrustClient;
  readonly name: string;
  readonly path: string;
  /** Tries the store, with a leaf of the anchor where there is one. */
  readonly look: (anchor: Anchor, leaf?: string) => Promise<Sight>;
  readonly install: (anchor: Anchor) => Promise<Installation>;
  /** `created` are folders that came about when the first anchor was put in. */
  readonly remove: (anchor: Anchor, created: readonly string[]) => Promise<readonly StoreCommand[]>;
}

/** Questions take a moment, a few seconds on a busy machine; what takes longer than this waits for somebody, ms. */
const questionWithinMs = 20_000;

/** What came of a question to a program. */
export interface Answer {
  readonly isYes: boolean;
  readonly output: string;
}

/** Asks a program; one that is not there answers no. Nobody but the store is to have a say in what it answers. */
export async function ask({ processes }: StoreGround, program: string, args: readonly string[]): Promise<Answer> {
  const found = await processes.find(program, administratorFolders);
  if (found === undefined) return { isYes: false, output: `the program ${program} is not to be found` };
  const { exit, output } = await processes.run(commandOf(found, args), questionWithinMs);
  return { isYes: exit.code === 0, output };
}

/** Where administrators' programs are; the PATH of others often lacks them. */
export const administratorFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin'] as const;

/** A command of this program alone, in words that do not depend on the user's language. */
export const commandOf = (program: string, args: readonly string[]) => ({
  program,
  args,
  cwd: '/',
  env: { LC_ALL: 'C' },
  path: administratorFolders,
  scrub: ['SSL_CERT_*', 'OPENSSL_CONF'],
});

/** Last words of a program, in one line. */
export function lastWords(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.at(-1) ?? 'it said nothing';
}

/** The folders that are not there on the way to one, outermost first. */
export async function missingFolders(files: Pick<Files, 'exists'>, folder: string): Promise<readonly string[]> {
  if (folder === path.dirname(folder) || (await files.exists(folder))) return [];
  return [...(await missingFolders(files, path.dirname(folder))), folder];
}
