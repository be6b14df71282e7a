/** Writes planned patches into a checkout, and remembers enough to take every byte of them off again. */
import { join, relative, sep } from 'node:path';
import type { Files } from '../model/machine.ts';
import type { RecordedFile, RecordedFiles } from '../model/patch.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import {
  fileNotOurs,
  fileUnfinishedMerge,
  patchChangedSince,
  patchOriginalLost,
  patchPlanStale,
} from '../model/problems/patch.ts';
import type { FileCopy, PlannedFile, PlannedPatches, WithdrawnFile } from '../model/step.ts';
import type { Git } from './ask-git.ts';
import { refreshGuard, unguardCommits } from './commit-guard.ts';
import { excludePath, makeFolders, planExclude, takeOffExclude, writeKeeping } from './git-exclude.ts';
import { restoreGitState } from './git-state.ts';
import {
  type Entry,
  type Journal,
  keepTexts,
  keptAt,
  leftTexts,
  ownJournal,
  readJournals,
  sha256,
  sweep,
  sweepStore,
  writeJournals,
} from './patch-store.ts';
import { type Preference, takeOff, type TakenOff } from './take-off.ts';

/** So many texts of a file are remembered: one for each run in a row that was killed before it wrote. */
const mostLeft = 4;

/** What the journal tells of a checkout, beside what is there now. Reads only. */
export async function recordedFiles(
  files: Files,
  service: string,
  checkout: string,
  state: string,
): Promise<RecordedFiles> {
  const journal = await ownJournal(files, await readJournals(files, state, service), checkout);
  const edits = journal.entries.filter(({ kind }) => kind === 'edit');
  return new Map(
    await Promise.all(
      edits.map(async (entry) => [entry.file, await recordedFile(files, checkout, state, entry)] as const),
    ),
  );
}

async function recordedFile(files: Files, checkout: string, state: string, entry: Entry): Promise<RecordedFile> {
  const { era, patches, left } = entry;
  const told = { era: era ?? undefined, patches };
  const current = await files.read(join(checkout, entry.file));
  if (current === undefined) return { ...told, now: 'gone', pristine: undefined };
  const hash = sha256(current);
  const now = left.some(({ ours }) => ours === hash)
    ? 'as-left'
    : left.some(({ original }) => original === hash)
      ? 'original'
      : 'changed';
  const taken = takeOff(current, hash, await leftTexts(files, state, entry), 'theirs');
  return { ...told, now, pristine: taken.kind === 'text' ? taken.text : current };
}

/**
 * Writes what differs, the journal first, so that an interrupted run can be finished or taken back. Answers how many
 * files were written. Throws a ProblemError, and writes nothing, where a file is not ours or not as it was planned.
 */
export async function applyPlanned(files: Files, planned: PlannedPatches, state: string, git?: Git): Promise<number> {
  const { checkout, service } = planned;
  const journals = await readJournals(files, state, service);
  const known = await ownJournal(files, journals, checkout);
  await sweepAround(files, checkout, state, [...known.entries, ...planned.files]);
  const edits = await dueEdits(files, planned);
  const withdrawn = await dueWithdrawals(files, planned);
  const copies = await dueCopies(files, planned, known);
  const folders = await missingFolders(
    files,
    checkout,
    [...edits, ...copies].map(({ file }) => file),
  );
  const entries = mergeEntries(known.entries, [
    ...planned.files.map((file) => entryOfEdit(file, planned.era)),
    ...copies.map(entryOfCopy),
  ]);
  const made = entries.filter(({ left }) => left[0]?.original === null).map(({ file }) => file);
  const exclude = await planExclude(files, checkout, known, made, git);
  const journal: Journal = {
    checkout,
    entries,
    folders: [...new Set([...known.folders, ...folders])],
    exclude: exclude?.was ?? known.exclude,
  };
  const others = journals.filter((other) => other !== known);
  await keepTexts(
    files,
    state,
    planned.files.flatMap(({ original, after }) => [original ?? [], after].flat()),
  );
  await writeJournals(files, state, service, [...others, journal]);
  if (exclude) await writeKeeping(files, exclude.path, exclude.text);
  for (const { file, after } of edits) await writeThrough(files, join(checkout, file), after);
  for (const { file, after } of withdrawn) await writeOrRemove(files, join(checkout, file), after);
  let copied = 0;
  for (const { copy } of copies) if (await lay(files, copy)) copied += 1;
  const gone = new Set(planned.withdrawn.map(({ file }) => file));
  const kept = entries.filter(({ file }) => !gone.has(file));
  if (gone.size > 0) await writeJournals(files, state, service, [...others, { ...journal, entries: kept }]);
  if (git) await refreshGuard(files, git, service, checkout, kept);
  return edits.length + withdrawn.length + copied + (exclude ? 1 : 0);
}

/** What a killed run left beside the files that it was writing. */
async function sweepAround(
  files: Files,
  checkout: string,
  state: string,
  written: readonly { readonly file: string }[],
): Promise<void> {
  const exclude = await excludePath(files, checkout);
  await sweep(files, [...written.map(({ file }) => join(checkout, file)), ...(exclude === undefined ? [] : [exclude])]);
  await sweepStore(files, state);
}

async function lay(files: Files, { from, to, mode }: FileCopy): Promise<boolean> {
  await makeFolders(files, join(to, '..'));
  const isNew = !(await files.exists(to));
  const didCopy = await files.copy(from, to, mode);
  if (isNew) await files.giveToOwnerOfFolder(to);
  return didCopy;
}

/** Writes what a link leads to, not over the link. */
async function writeThrough(files: Files, path: string, text: string): Promise<void> {
  await writeKeeping(files, (await files.place(path)).real ?? path, text);
}

async function writeOrRemove(files: Files, path: string, text: string | undefined): Promise<void> {
  if (text === undefined) await files.remove(path);
  else await writeThrough(files, path, text);
}

/** How taking patches off went. */
export interface Reverted {
  readonly file: string;
  /** The original, byte for byte; what the user has made of it since, without metaton's lines; or no file any more. */
  readonly how: 'original' | 'merged' | 'removed';
  /** Where the file is kept as it was, when lines of the user had to give way. */
  readonly kept: string | undefined;
}

/** What to do where the user has changed a line of metaton's, and whether anything is to be done at all. */
export interface RevertWishes {
  readonly prefer?: Preference | undefined;
  readonly dryRun?: boolean;
  /** To restore what installs have changed in the repository's own state. */
  readonly git?: Git;
}

/** What came of taking patches off. */
export interface RevertOutcome {
  readonly reverted: readonly Reverted[];
  /** A file that could not be reverted, each. */
  readonly problems: readonly Problem[];
  /** What else was restored, in words. */
  readonly remarks: readonly string[];
}

/** What lies in a checkout where a copy belongs: what belongs there, an older one of ours, or somebody else's file. */
export type CopyState = 'current' | 'stale' | 'missing' | 'foreign';

/** One copy in a checkout, as it is now. */
export interface CheckedCopy {
  readonly copy: FileCopy;
  readonly state: CopyState;
}

interface CopiesOf {
  /** Absolute path of the checkout. */
  readonly checkout: string;
  readonly copies: readonly FileCopy[];
  /** Folder of the workspace's state. */
  readonly state: string;
}

/** The copies in a checkout; those that were never laid there and are not there are left out. */
export async function checkCopies(
  files: Files,
  { checkout, copies, state }: CopiesOf,
  service: string,
): Promise<readonly CheckedCopy[]> {
  const { entries } = await ownJournal(files, await readJournals(files, state, service), checkout);
  const checked: CheckedCopy[] = [];
  for (const copy of copies) {
    const entry = entries.find(({ file }) => file === relativePath(checkout, copy.to));
    const current = await files.read(copy.to);
    if (current === undefined && !entry) continue;
    checked.push({ copy, state: stateOfCopy(current, await files.read(copy.from), entry) });
  }
  return checked;
}

function stateOfCopy(current: string | undefined, wanted: string | undefined, entry: Entry | undefined): CopyState {
  if (current === undefined) return 'missing';
  if (current === wanted) return 'current';
  const hash = sha256(current);
  return entry?.left.some(({ ours }) => ours === hash) === true ? 'stale' : 'foreign';
}

/** Copies anew what is not as it was copied from. What was never laid there, or is not ours any more, is left alone. */
export async function refreshCopies(files: Files, given: CopiesOf, service: string): Promise<number> {
  const stale = (await checkCopies(files, given, service)).filter(
    ({ state }) => state === 'stale' || state === 'missing',
  );
  if (stale.length === 0) return 0;
  const copies = stale.map(({ copy }) => copy);
  const nothingElse = { era: undefined, files: [], withdrawn: [], remarks: [] };
  return applyPlanned(files, { ...nothingElse, service, checkout: given.checkout, copies }, given.state);
}

/**
 * Puts every original back, byte for byte, and removes what we made, wherever the file is still as we left it; where
 * others have changed other lines since, those stay. A file in which they changed ours is left alone and told as a
 * Problem.
 */
export async function revertPatches(
  files: Files,
  service: string,
  checkout: string,
  state: string,
  { prefer, dryRun = false, git }: RevertWishes = {},
): Promise<RevertOutcome> {
  const journals = await readJournals(files, state, service);
  const journal = await ownJournal(files, journals, checkout);
  if (!dryRun) await sweepAround(files, checkout, state, journal.entries);
  const ends = await Promise.all(
    journal.entries.map((entry) => endOf(files, { service, checkout, state, prefer }, entry)),
  );
  const reverted = ends.flatMap((end) =>
    end.kind === 'write' ? [{ file: end.file, how: end.how, kept: end.kept }] : [],
  );
  const problems: readonly Problem[] = ends.flatMap((end) => (end.kind === 'problem' ? [end.problem] : []));
  if (dryRun) return { reverted, problems, remarks: [] };
  for (const end of ends)
    if (end.kind === 'write') {
      if (end.kept !== undefined) await keepTexts(files, state, [end.before]);
      await writeOrRemove(files, join(checkout, end.file), end.text);
    }
  for (const folder of journal.folders.toReversed()) await removeIfEmpty(files, join(checkout, folder));
  const kept = journal.entries.filter((_, index) => ends[index]?.kind === 'problem');
  if (kept.length === 0) await takeOffExclude(files, checkout, journal);
  const others = journals.filter((other) => other !== journal);
  const rest = kept.length === 0 ? others : [...others, { ...journal, checkout, entries: kept }];
  if (journals.length > 0) await writeJournals(files, state, service, rest);
  if (!git || kept.length > 0) return { reverted, problems, remarks: [] };
  const wasGuarded = await unguardCommits(files, git, service, checkout);
  const remarks = await restoreGitState(files, git, checkout, state);
  return { reverted, problems, remarks: wasGuarded ? ['commits are guarded no more', ...remarks] : remarks };
}

interface RevertGround {
  readonly service: string;
  readonly checkout: string;
  readonly state: string;
  readonly prefer: Preference | undefined;
}

/** What is to become of one file. */
type End =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | (Reverted & { readonly kind: 'write'; readonly before: string; readonly text: string | undefined });

async function endOf(files: Files, ground: RevertGround, entry: Entry): Promise<End> {
  const { service, checkout, state, prefer } = ground;
  const path = join(checkout, entry.file);
  const current = await files.read(path);
  if (current === undefined) return { kind: 'nothing' };
  const hash = sha256(current);
  const isOurs = entry.left.some(({ ours }) => ours === hash);
  // A certificate or key that is another by now was put there by somebody else.
  if (entry.kind === 'copy' && !isOurs) return { kind: 'nothing' };
  const taken = takeOff(current, hash, await leftTexts(files, state, entry), prefer);
  switch (taken.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'text':
      return {
        kind: 'write',
        file: entry.file,
        how: howOf(taken, isOurs),
        kept: prefer === 'ours' && !isOurs ? keptAt(state, current) : undefined,
        before: current,
        text: taken.text,
      };
    case 'conflict':
      return { kind: 'problem', problem: patchChangedSince(service, entry.file, checkout, taken.conflicts) };
    case 'unfinished-merge':
      return { kind: 'problem', problem: fileUnfinishedMerge(service, entry.file, taken.line) };
    case 'unknown':
      return { kind: 'problem', problem: patchOriginalLost(service, entry.file, checkout) };
  }
}

const howOf = ({ text }: Extract<TakenOff, { kind: 'text' }>, isOurs: boolean): Reverted['how'] => {
  if (text === undefined) return 'removed';
  return isOurs ? 'original' : 'merged';
};

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

const relativePath = (checkout: string, path: string): string => relative(checkout, path).split(sep).join('/');
async function dueWithdrawals(files: Files, planned: PlannedPatches): Promise<readonly WithdrawnFile[]> {
  const due: WithdrawnFile[] = [];
  for (const file of planned.withdrawn) {
    const current = await files.read(join(planned.checkout, file.file));
    if (current === file.after) continue;
    if (current !== file.before) throw new ProblemError(patchPlanStale(planned.service, file.file));
    due.push(file);
  }
  return due;
}

interface DueCopy {
  readonly file: string;
  readonly hash: string;
  readonly copy: FileCopy;
}

/** The copies still to be made; what lies in their place must be missing, or of our making. */
async function dueCopies(files: Files, planned: PlannedPatches, known: Journal): Promise<readonly DueCopy[]> {
  const due: DueCopy[] = [];
  for (const copy of planned.copies) {
    const file = relativePath(planned.checkout, copy.to);
    const wanted = (await files.read(copy.from)) ?? '';
    const current = await files.read(copy.to);
    const isKnown = known.entries.some((each) => each.file === file);
    if (current === wanted && (!isKnown || (await files.mode(copy.to)) === copy.mode)) continue;
    due.push({ file, hash: sha256(wanted), copy });
  }
  const foreign = await foreignCopies(files, planned, known);
  const [first, ...others] = foreign.filter((path) => due.some(({ copy }) => copy.to === path));
  if (first !== undefined) throw new ProblemError(fileNotOurs(planned.service, [first, ...others]));
  return due;
}

/** Files of the user's own where copies are to lie. */
async function foreignCopies(files: Files, { copies, checkout }: PlannedPatches, known: Journal): Promise<string[]> {
  const foreign: string[] = [];
  for (const { from, to } of copies) {
    const current = await files.read(to);
    if (current === undefined || current === (await files.read(from))) continue;
    const file = relative(checkout, to).split(sep).join('/');
    const entry = known.entries.find((each) => each.file === file);
    if (entry?.left.some(({ ours }) => ours === sha256(current)) !== true) foreign.push(to);
  }
  return foreign;
}

/** The same question, asked before anything is written anywhere. */
export async function filesNotOurs(files: Files, planned: PlannedPatches, state: string): Promise<readonly string[]> {
  const known = await ownJournal(files, await readJournals(files, state, planned.service), planned.checkout);
  return foreignCopies(files, planned, known);
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

const entryOfEdit = ({ file, original, after, patches }: PlannedFile, era: string | undefined): Entry => ({
  file,
  kind: 'edit',
  era: era ?? null,
  patches,
  left: [{ ours: sha256(after), original: original === undefined ? null : sha256(original) }],
});

const entryOfCopy = ({ file, hash }: DueCopy): Entry => ({
  file,
  kind: 'copy',
  era: null,
  patches: [],
  left: [{ ours: hash, original: null }],
});

/** What is about to be left comes before what may be there now: a run may be killed between the two. */
function mergeEntries(known: readonly Entry[], fresh: readonly Entry[]): readonly Entry[] {
  const byFile = new Map(known.map((entry) => [entry.file, entry]));
  for (const entry of fresh) {
    const hashes = new Set(entry.left.map(({ ours }) => ours));
    const earlier = byFile.get(entry.file)?.left.filter(({ ours }) => !hashes.has(ours)) ?? [];
    byFile.set(entry.file, { ...entry, left: [...entry.left, ...earlier].slice(0, mostLeft) });
  }
  return [...byFile.values()];
}

async function removeIfEmpty(files: Files, folder: string): Promise<void> {
  const isEmpty = (await files.kind(folder)) === 'folder' && (await files.list(folder)).length === 0;
  if (isEmpty) await files.remove(folder);
}
