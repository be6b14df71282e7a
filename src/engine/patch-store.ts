/** Remembers, in the workspace, what was done to each checkout: journals, and the texts that they name by hash. */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { patchJournalBroken } from '../model/problems/patch.ts';
import type { LeftText } from './take-off.ts';

/** One file that we changed or made, by its path relative to the checkout. */
export interface Entry {
  readonly file: string;
  /** Copies of certificates and keys are known by their hash alone: their text is kept nowhere else. */
  readonly kind: 'edit' | 'copy';
  readonly era: string | null;
  readonly patches: readonly string[];
  /** Every text that we may have left there, the newest first: an interrupted run may have left an earlier one. */
  readonly left: readonly LeftHash[];
}

type LeftHash = Pick<LeftText, 'ours' | 'original'>;

/** What was done to one checkout. */
export interface Journal {
  readonly checkout: string;
  readonly entries: readonly Entry[];
  /** Folders that we made, outermost first, relative to the checkout. */
  readonly folders: readonly string[];
  /** How git's list of excluded files was before our block came into it. */
  readonly exclude: 'untouched' | 'missing' | 'without-last-newline' | 'whole';
}

/** SHA-256 of a text's bytes. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const journalPath = (state: string, service: string): string => join(state, 'patches', `${service}.json`);

const textsFolder = (state: string): string => join(state, 'patches', 'originals');

/** All journals of a service: it may have been patched in several checkouts. */
export async function readJournals(files: Files, state: string, service: string): Promise<readonly Journal[]> {
  const text = await files.read(journalPath(state, service));
  if (text === undefined) return [];
  const { version, checkouts } = parseJournals(text, state, service);
  return version === 1 ? (checkouts as readonly FirstJournal[]).map(fromFirst) : (checkouts as readonly Journal[]);
}

interface WrittenJournals {
  readonly version: number;
  readonly checkouts: readonly (Journal | FirstJournal)[];
}

function parseJournals(text: string, state: string, service: string): WrittenJournals {
  try {
    return JSON.parse(text) as WrittenJournals;
  } catch (error) {
    throw error instanceof SyntaxError ? new ProblemError(patchJournalBroken(service, state, error)) : error;
  }
}

/** How journals were first written: without the patches, and with what was left by hash only. */
type FirstJournal = Omit<Journal, 'entries'> & {
  readonly entries: readonly {
    readonly file: string;
    readonly original: string | null;
    readonly ours: readonly string[];
  }[];
};

const fromFirst = (journal: FirstJournal): Journal => ({
  ...journal,
  entries: journal.entries.map(({ file, original, ours }) => ({
    file,
    kind: 'edit',
    era: null,
    patches: [],
    left: ours.map((hash) => ({ ours: hash, original })),
  })),
});

/** The journal of this checkout, or of one that was elsewhere and is no more; else an empty one. */
export async function ownJournal(files: Files, journals: readonly Journal[], checkout: string): Promise<Journal> {
  const own = journals.find((journal) => journal.checkout === checkout);
  if (own) return own;
  for (const journal of journals) if (!(await files.exists(journal.checkout))) return journal;
  return { checkout, entries: [], folders: [], exclude: 'untouched' };
}

/** Writes all journals of a service, or removes the file where none has anything to tell. */
export async function writeJournals(
  files: Files,
  state: string,
  service: string,
  journals: readonly Journal[],
): Promise<void> {
  const path = journalPath(state, service);
  const told = journals.filter(({ entries, exclude }) => entries.length > 0 || exclude !== 'untouched');
  const present = await files.read(path);
  if (told.length === 0) {
    if (present !== undefined) await files.remove(path);
    return;
  }
  const text = `${JSON.stringify({ version: 2, checkouts: told }, undefined, 2)}\n`;
  if (present === text) return;
  await files.makeFolder(dirname(path), 0o700);
  await files.write(path, text, 0o600);
}

/** Keeps texts, by their hash. */
export async function keepTexts(files: Files, state: string, texts: readonly string[]): Promise<void> {
  if (texts.length > 0) await files.makeFolder(textsFolder(state), 0o700);
  for (const text of texts) {
    const path = join(textsFolder(state), sha256(text));
    if (!(await files.exists(path))) await files.write(path, text, 0o600);
  }
}

/** What was left in a file, with the texts that are still kept whole. */
export async function leftTexts(files: Files, state: string, { left }: Entry): Promise<readonly LeftText[]> {
  const kept = async (hash: string | null): Promise<string | undefined> => {
    if (hash === null) return undefined;
    const text = await files.read(join(textsFolder(state), hash));
    return text !== undefined && sha256(text) === hash ? text : undefined;
  };
  return Promise.all(
    left.map(async ({ ours, original }) => ({
      ours,
      original,
      oursText: await kept(ours),
      originalText: await kept(original),
    })),
  );
}

/** Where a text is kept, to be named to the user. */
export const keptAt = (state: string, text: string): string => join(textsFolder(state), sha256(text));

/** Files beside the one to be written, which a killed run left there. */
export async function sweep(files: Files, paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const names = new Set(paths.filter((path) => dirname(path) === folder).map((path) => basename(path)));
    for (const name of await files.list(folder)) {
      const whole = /^(.+)\.[0-9a-f]{12}\.tmp$/.exec(name)?.[1];
      if (whole !== undefined && names.has(whole)) await files.remove(join(folder, name));
    }
  }
}

/** What a killed run left among the journals and texts. */
export async function sweepStore(files: Files, state: string): Promise<void> {
  for (const folder of [join(state, 'patches'), textsFolder(state)])
    for (const name of await files.list(folder))
      if (/\.[0-9a-f]{12}\.tmp$/.test(name)) await files.remove(join(folder, name));
}
