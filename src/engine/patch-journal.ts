/** Writes planned patches into a checkout, and remembers enough to take every byte of them off again. */
import { createHash } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import type { Files } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless, ProblemError } from '../model/problem.ts';
import { fileNotOurs, patchChangedSince, patchPlanStale } from '../model/problems/patch.ts';
import type { FileCopy, PlannedFile, PlannedPatches } from '../model/step.ts';

/** One file that we changed or made, by its path relative to the checkout. */
interface Entry {
  readonly file: string;
  /** SHA-256 of what was there before us; `null` where we made the file. */
  readonly original: string | null;
  /** SHA-256 of every text that we left there: an interrupted run may have left the one before the last. */
  readonly ours: readonly string[];
  /** The lines that we brought in: a file with none of them is not of our making any more. */
  readonly lines: readonly string[];
}

/** What was done to one checkout. */
interface Journal {
  readonly checkout: string;
  readonly entries: readonly Entry[];
  /** Folders that we made, outermost first, relative to the checkout. */
  readonly folders: readonly string[];
  /** How `.git/info/exclude` was before our block came into it. */
  readonly exclude: 'untouched' | 'missing' | 'without-last-newline' | 'whole';
}

/**
 * Writes what differs, the journal first, so that an interrupted run can be finished or taken back. Answers how many
 * files were written. Throws a ProblemError, and writes nothing, where a file is not ours or not as it was planned.
 */
export async function applyPlanned(files: Files, planned: PlannedPatches, state: string): Promise<number> {
  const journals = await readJournals(files, state, planned.service);
  const known = await ownJournal(files, journals, planned.checkout);
  const edits = await dueEdits(files, planned);
  const copies = await dueCopies(files, planned, known);
  const folders = await missingFolders(files, planned.checkout, [
    ...edits.map(({ file }) => file),
    ...copies.map(({ file }) => file),
  ]);
  const entries = mergeEntries(known.entries, [...planned.files.map(entryOfEdit), ...copies.map(entryOfCopy)]);
  const exclude = await planExclude(files, planned.checkout, entries, known.exclude);
  const journal: Journal = {
    checkout: planned.checkout,
    entries,
    folders: [...new Set([...known.folders, ...folders])],
    exclude: exclude?.was ?? known.exclude,
  };
  await keepOriginals(files, state, planned.files);
  await writeJournals(files, state, planned.service, [...journals.filter((other) => other !== known), journal]);
  if (exclude) await writeExclude(files, planned.checkout, exclude.text);
  for (const edit of edits) await writeText(files, join(planned.checkout, edit.file), edit.after);
  let copied = 0;
  for (const { copy } of copies) {
    await files.makeFolder(dirname(copy.to));
    if (await files.copy(copy.from, copy.to, copy.mode)) copied += 1;
  }
  return edits.length + copied + (exclude ? 1 : 0);
}

/**
 * Puts every original back, byte for byte, and removes what we made, wherever the file is still as we left it. A file
 * that the user has changed since is left alone and told as a Problem. Answers how many files were put back.
 */
export async function revertPatches(
  files: Files,
  service: string,
  checkout: string,
  state: string,
): Promise<Result<number>> {
  const journals = await readJournals(files, state, service);
  const journal = await ownJournal(files, journals, checkout);
  const outcomes: { readonly entry: Entry; readonly outcome: Reverted }[] = [];
  for (const entry of journal.entries)
    outcomes.push({ entry, outcome: await revertEntry(files, checkout, state, entry) });
  const kept = outcomes.filter(({ outcome }) => outcome === 'changed-since').map(({ entry }) => entry);
  for (const folder of journal.folders.toReversed()) await removeIfEmpty(files, join(checkout, folder));
  if (kept.length === 0) await takeOffExclude(files, checkout, journal.exclude);
  const others = journals.filter((other) => other !== journal);
  const rest = kept.length === 0 ? others : [...others, { ...journal, checkout, entries: kept }];
  if (journals.length > 0) await writeJournals(files, state, service, rest);
  const problems: readonly Problem[] = kept.map(({ file }) => patchChangedSince(service, file, checkout));
  return okUnless(problems, outcomes.filter(({ outcome }) => outcome === 'put-back').length);
}

/** Files of a checkout that are neither as we left them nor as they were before us. */
export async function changedSince(
  files: Files,
  service: string,
  checkout: string,
  state: string,
): Promise<readonly string[]> {
  const { entries } = await ownJournal(files, await readJournals(files, state, service), checkout);
  const texts = await Promise.all(entries.map(({ file }) => files.read(join(checkout, file))));
  return entries.flatMap(({ file, original, ours }, index) => {
    const text = texts[index];
    const hash = text === undefined ? null : sha256(text);
    return hash === null || hash === original || ours.includes(hash) ? [] : [file];
  });
}

type Reverted = 'put-back' | 'nothing-to-do' | 'changed-since';

async function revertEntry(files: Files, checkout: string, state: string, entry: Entry): Promise<Reverted> {
  const path = join(checkout, entry.file);
  const current = await files.read(path);
  if (current === undefined) return 'nothing-to-do';
  const hash = sha256(current);
  if (hash === entry.original) return 'nothing-to-do';
  if (!entry.ours.includes(hash)) return hasAny(current, entry.lines) ? 'changed-since' : 'nothing-to-do';
  if (entry.original === null) {
    await files.remove(path);
    return 'put-back';
  }
  const original = await files.read(originalPath(state, entry.original));
  if (original === undefined) return 'changed-since';
  await writeText(files, path, original);
  return 'put-back';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/).map((line) => line.trim());

function hasAny(text: string, lines: readonly string[]): boolean {
  const present = new Set(linesOf(text));
  return lines.some((line) => present.has(line));
}

/** Writes a text and keeps the file's mode; a new file gets the usual one. */
async function writeText(files: Files, path: string, text: string): Promise<void> {
  const mode = await files.mode(path);
  if (mode === undefined) await files.makeFolder(dirname(path));
  await files.write(path, text, mode ?? 0o644);
}

/** The edits still to be made; a file that is neither as planned from nor as planned for is someone else's work. */
async function dueEdits(files: Files, planned: PlannedPatches): Promise<readonly PlannedFile[]> {
  const due: PlannedFile[] = [];
  for (const edit of planned.files) {
    const current = await files.read(join(planned.checkout, edit.file));
    if (current === edit.after) continue;
    if (current !== edit.before) throw new ProblemError(patchPlanStale(planned.service, edit.file));
    due.push(edit);
  }
  return due;
}

interface DueCopy {
  readonly file: string;
  readonly text: string;
  readonly copy: FileCopy;
}

/** The copies still to be made; what lies in their place must be missing, or of our making. */
async function dueCopies(files: Files, planned: PlannedPatches, known: Journal): Promise<readonly DueCopy[]> {
  const due: DueCopy[] = [];
  const foreign: string[] = [];
  for (const copy of planned.copies) {
    const file = relative(planned.checkout, copy.to).split(sep).join('/');
    const wanted = (await files.read(copy.from)) ?? '';
    const current = await files.read(copy.to);
    const entry = known.entries.find((each) => each.file === file);
    if (current === wanted && (!entry || (await files.mode(copy.to)) === copy.mode)) continue;
    if (current === undefined || entry?.ours.includes(sha256(current)) === true) due.push({ file, text: wanted, copy });
    else foreign.push(copy.to);
  }
  const [first, ...others] = foreign;
  if (first !== undefined) throw new ProblemError(fileNotOurs(planned.service, [first, ...others]));
  return due;
}

/** Folders below the checkout that these files need and that are not there, outermost first. */
async function missingFolders(files: Files, checkout: string, paths: readonly string[]): Promise<readonly string[]> {
  const parents = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  const missing: string[] = [];
  for (const folder of new Set(parents)) if (!(await files.exists(join(checkout, folder)))) missing.push(folder);
  return missing;
}

const entryOfEdit = ({ file, before, after }: PlannedFile): Entry => {
  const old = new Set(linesOf(before ?? ''));
  return {
    file,
    original: before === undefined ? null : sha256(before),
    ours: [sha256(after)],
    lines: linesOf(after).filter((line) => line !== '' && !old.has(line)),
  };
};

const entryOfCopy = ({ file, text }: DueCopy): Entry => ({
  file,
  original: null,
  ours: [sha256(text)],
  lines: linesOf(text).filter((line) => line !== ''),
});

function mergeEntries(known: readonly Entry[], fresh: readonly Entry[]): readonly Entry[] {
  const byFile = new Map(known.map((entry) => [entry.file, entry]));
  for (const entry of fresh) {
    const earlier = byFile.get(entry.file);
    byFile.set(entry.file, earlier ? mergeEntry(earlier, entry) : entry);
  }
  return [...byFile.values()];
}

/** Our own text patched anew keeps its original; a text that is not ours, as after an upstream change, becomes the new one. */
function mergeEntry(earlier: Entry, fresh: Entry): Entry {
  const isOurs =
    fresh.original === earlier.original || (fresh.original !== null && earlier.ours.includes(fresh.original));
  const isCopy = fresh.original === null && earlier.original === null;
  if (!isOurs && !isCopy) return fresh;
  return {
    ...earlier,
    ours: [...new Set([...earlier.ours, ...fresh.ours])],
    lines: [...new Set([...earlier.lines, ...fresh.lines])],
  };
}

const journalPath = (state: string, service: string): string => join(state, 'patches', `${service}.json`);
const originalPath = (state: string, hash: string): string => join(state, 'patches', 'originals', hash);

/** One journal per checkout that the service has had. */
async function readJournals(files: Files, state: string, service: string): Promise<readonly Journal[]> {
  const text = await files.read(journalPath(state, service));
  if (text === undefined) return [];
  // Only this file writes it.
  return (JSON.parse(text) as { readonly checkouts: readonly Journal[] }).checkouts;
}

/** The journal of this checkout, or that of one which is no longer where it was: the workspace has moved. */
async function ownJournal(files: Files, journals: readonly Journal[], checkout: string): Promise<Journal> {
  const own = journals.find((journal) => journal.checkout === checkout);
  if (own) return own;
  for (const journal of journals) if (!(await files.exists(journal.checkout))) return journal;
  return { checkout, entries: [], folders: [], exclude: 'untouched' };
}

async function writeJournals(
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
  const text = `${JSON.stringify({ version: 1, checkouts: told }, undefined, 2)}\n`;
  if (present === text) return;
  await files.makeFolder(dirname(path), 0o700);
  await files.write(path, text, 0o600);
}

async function keepOriginals(files: Files, state: string, edits: readonly PlannedFile[]): Promise<void> {
  const originals = edits.flatMap(({ before }) => before ?? []);
  if (originals.length > 0) await files.makeFolder(join(state, 'patches', 'originals'), 0o700);
  for (const text of originals) {
    const path = originalPath(state, sha256(text));
    if (!(await files.exists(path))) await files.write(path, text, 0o600);
  }
}

async function removeIfEmpty(files: Files, folder: string): Promise<void> {
  const isEmpty = (await files.kind(folder)) === 'folder' && (await files.list(folder)).length === 0;
  if (isEmpty) await files.remove(folder);
}

const excludeBegin = '# >>> metaton: files that `metaton patch --revert` removes';
const excludeEnd = '# <<< metaton';

const excludePath = (checkout: string): string => join(checkout, '.git', 'info', 'exclude');

/** What `.git/info/exclude` is to become, where it is not so already; a checkout without git needs none. */
async function planExclude(
  files: Files,
  checkout: string,
  entries: readonly Entry[],
  known: Journal['exclude'],
): Promise<{ readonly text: string; readonly was: Journal['exclude'] } | undefined> {
  const made = entries.filter(({ original }) => original === null).map(({ file }) => `/${file}`);
  if (made.length === 0 || (await files.kind(join(checkout, '.git'))) !== 'folder') return undefined;
  const present = await files.read(excludePath(checkout));
  const was =
    present === undefined ? 'missing' : present === '' || present.endsWith('\n') ? 'whole' : 'without-last-newline';
  const block = [excludeBegin, ...made.toSorted(), excludeEnd, ''].join('\n');
  const found = findBlock(present ?? '');
  if (found) {
    const text = (present ?? '').slice(0, found.start) + block + (present ?? '').slice(found.end);
    return text === present ? undefined : { text, was: known };
  }
  return { text: `${present ?? ''}${was === 'without-last-newline' ? '\n' : ''}${block}`, was };
}

function findBlock(text: string): { readonly start: number; readonly end: number } | undefined {
  const start = text.indexOf(excludeBegin);
  const last = text.indexOf(excludeEnd, start);
  if (start === -1 || last === -1) return undefined;
  const end = last + excludeEnd.length;
  return { start, end: text.startsWith('\n', end) ? end + 1 : end };
}

async function writeExclude(files: Files, checkout: string, text: string): Promise<void> {
  await writeText(files, excludePath(checkout), text);
}

/** Takes our block out and leaves the rest as it was, whatever others have added since. */
async function takeOffExclude(files: Files, checkout: string, was: Journal['exclude']): Promise<void> {
  const present = await files.read(excludePath(checkout));
  const found = present === undefined ? undefined : findBlock(present);
  if (present === undefined || !found) return;
  const below = present.slice(found.end);
  const above = present.slice(0, found.start);
  const text = was === 'without-last-newline' && below === '' ? above.replace(/\n$/, '') : above + below;
  if (was === 'missing' && text === '') await files.remove(excludePath(checkout));
  else await writeText(files, excludePath(checkout), text);
}
