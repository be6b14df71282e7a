/** Keeps metaton's edits out of commits: through a clean filter, git takes the edited files without metaton's lines. */
import { join } from 'node:path';
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { guardImpossible } from '../model/problems/patch.ts';
import { askGit, type Git } from './ask-git.ts';
import { writeKeeping } from './git-exclude.ts';
import { findGitFolder, type GitFolder } from './git-folder.ts';
import { type Entry, leftTexts, ownJournal, readJournals, sha256 } from './patch-store.ts';
import { takeOff } from './take-off.ts';

/** Whose edits are kept out of whose commits. */
export interface Guarded {
  readonly service: string;
  readonly checkout: string;
  readonly state: string;
}

const begin = (service: string): string => `# >>> metaton ${service}: keeps its edits out of commits`;
const end = '# <<< metaton';
const filterOf = (service: string): string => `metaton-${service}`;

/** Files that git knows and that metaton has edited, from the top of the work tree. */
const editedFiles = ({ inside }: GitFolder, entries: readonly Entry[]): readonly string[] =>
  entries
    .filter(({ kind, left }) => kind === 'edit' && left[0]?.original !== null)
    .map(({ file }) => (inside === '' ? file : `${inside}/${file}`));

/** Sets the guard up, or brings it up to date. Answers the files that it watches over. */
export async function guardCommits(
  files: Files,
  git: Git,
  { service, checkout, state }: Guarded,
  command: string,
): Promise<readonly string[]> {
  const folder = await findGitFolder(files, checkout);
  const journal = await ownJournal(files, await readJournals(files, state, service), checkout);
  if (!folder) return [];
  const edited = editedFiles(folder, journal.entries);
  if (edited.length === 0) return [];
  await refuseOtherFilters(git, folder, service, edited);
  const isSet = await askGit(git, folder.top, ['config', '--local', `filter.${filterOf(service)}.clean`, command]);
  if (isSet === undefined) throw new ProblemError(guardImpossible(service, 'git does not take the setting'));
  await writeBlock(files, folder, service, edited);
  await settleIndex(git, folder, edited);
  return edited;
}

/** A file has one filter at most: another's, such as that of Git LFS, comes first. */
async function refuseOtherFilters(
  git: Git,
  { top }: GitFolder,
  service: string,
  edited: readonly string[],
): Promise<void> {
  const answer = (await askGit(git, top, ['check-attr', 'filter', '--', ...edited])) ?? '';
  const others = answer.split('\n').filter((line) => /: filter: (?!unspecified|unset|metaton-)/.test(line));
  if (others.length > 0) throw new ProblemError(guardImpossible(service, others.join('\n')));
}

/** Brings the guard up to date where there is one. */
export async function refreshGuard(
  files: Files,
  git: Git,
  service: string,
  checkout: string,
  entries: readonly Entry[],
): Promise<void> {
  const folder = await findGitFolder(files, checkout);
  if (!folder || !(await readBlock(files, folder, service)).isThere) return;
  const edited = editedFiles(folder, entries);
  await writeBlock(files, folder, service, edited);
  await settleIndex(git, folder, edited);
}

/** Takes the guard off. Answers whether there was one. */
export async function unguardCommits(files: Files, git: Git, service: string, checkout: string): Promise<boolean> {
  const folder = await findGitFolder(files, checkout);
  if (!folder) return false;
  const { isThere, above, below, lines } = await readBlock(files, folder, service);
  if (!isThere) return false;
  if (above + below === '') await files.remove(attributesPath(folder));
  else await writeKeeping(files, attributesPath(folder), above + below);
  await askGit(git, folder.top, ['config', '--local', '--remove-section', `filter.${filterOf(service)}`]);
  const watched = lines.map((line) => line.replace(/^\/| filter=.*$/g, ''));
  await touch(files, folder, watched);
  await settleIndex(git, folder, watched);
  return true;
}

/** What a file is to git: without metaton's lines. A user's change of one of those is his own, and stays. */
export async function textForGit(
  files: Files,
  { service, checkout, state }: Guarded,
  path: string,
  text: string,
): Promise<string> {
  const inside = (await findGitFolder(files, checkout))?.inside ?? '';
  const file = inside === '' ? path : path.slice(inside.length + 1);
  const journal = await ownJournal(files, await readJournals(files, state, service), checkout);
  const entry = journal.entries.find((each) => each.file === file);
  if (!entry) return text;
  const taken = takeOff(text, sha256(text), await leftTexts(files, state, entry), 'theirs');
  return taken.kind === 'text' ? (taken.text ?? '') : text;
}

const attributesPath = ({ common }: GitFolder): string => join(common, 'info', 'attributes');

async function readBlock(
  files: Files,
  folder: GitFolder,
  service: string,
): Promise<{ isThere: boolean; above: string; below: string; lines: readonly string[] }> {
  const text = (await files.read(attributesPath(folder))) ?? '';
  const start = text.indexOf(begin(service));
  const last = start === -1 ? -1 : text.indexOf(end, start);
  if (last === -1) return { isThere: false, above: text, below: '', lines: [] };
  const lines = text.slice(start, last).split('\n').slice(1, -1);
  return { isThere: true, above: text.slice(0, start), below: text.slice(last + end.length + 1), lines };
}

async function writeBlock(files: Files, folder: GitFolder, service: string, edited: readonly string[]): Promise<void> {
  const { above, below } = await readBlock(files, folder, service);
  const lines = edited.map((file) => `/${file} filter=${filterOf(service)}`);
  const between = above === '' || above.endsWith('\n') ? '' : '\n';
  const text = `${above}${between}${[begin(service), ...lines, end, ''].join('\n')}${below}`;
  if (text !== (await files.read(attributesPath(folder)))) await writeKeeping(files, attributesPath(folder), text);
}

/** Git takes a file of another size for a changed one, unless it was added so: where it is the same to git, it is. */
async function settleIndex(git: Git, { top }: GitFolder, edited: readonly string[]): Promise<void> {
  for (const file of edited) {
    const inIndex = /^\d+ (\w+) 0\t/.exec((await askGit(git, top, ['ls-files', '--stage', '--', file])) ?? '')?.[1];
    const now = (await askGit(git, top, ['hash-object', '--', file]))?.trim();
    if (inIndex !== undefined && inIndex === now) await askGit(git, top, ['add', '--', file]);
  }
}

/** Git asks a filter again only where a file looks new to it. */
async function touch(files: Files, { top }: GitFolder, edited: readonly string[]): Promise<void> {
  for (const file of edited) {
    const path = join(top, file);
    const text = await files.read(path);
    if (text?.includes('\uFFFD') === false) await writeKeeping(files, path, text);
  }
}
