/** The block of ours in a repository's `info/exclude`, which keeps untracked files of metaton's making out of `git status`. */
import { dirname, join } from 'node:path';
import type { Files } from '../model/machine.ts';
import { askGit, type Git } from './ask-git.ts';
import { findGitFolder, type GitFolder } from './git-folder.ts';
import { type Journal, sha256 } from './patch-store.ts';

/** A change of the list of excluded files. */
export interface PlannedExclude {
  readonly path: string;
  readonly text: string;
  /** How the list was before us. */
  readonly was: Journal['exclude'];
}

/** Every checkout has a block of its own: work trees share the list. */
const beginOf = (checkout: string): string =>
  `# >>> metaton ${sha256(checkout).slice(0, 8)}: files that \`metaton patch --revert\` removes`;
const end = '# <<< metaton';

/** Where git looks for what this checkout does not want to see; `undefined` where there is no git. */
export async function excludePath(files: Files, checkout: string): Promise<string | undefined> {
  const folder = await findGitFolder(files, checkout);
  return folder && join(folder.common, 'info', 'exclude');
}

/** What the list is to become, where it is not so already. */
export async function planExclude(
  files: Files,
  checkout: string,
  { checkout: earlier, exclude: known }: Journal,
  made: readonly string[],
  git: Git | undefined,
): Promise<PlannedExclude | undefined> {
  const folder = await findGitFolder(files, checkout);
  if (!folder) return undefined;
  const path = join(folder.common, 'info', 'exclude');
  const present = await files.read(path);
  const seen = made.map((file) => (folder.inside === '' ? file : `${folder.inside}/${file}`));
  const wanted = (await notIgnored(folder, seen, git)).map((file) => `/${file}`).toSorted();
  const found = findBlock(present ?? '', checkout) ?? findBlock(present ?? '', earlier);
  if (!found && wanted.length === 0) return undefined;
  const block = wanted.length === 0 ? '' : [beginOf(checkout), ...wanted, end, ''].join('\n');
  if (found) {
    const text = (present ?? '').slice(0, found.start) + block + (present ?? '').slice(found.end);
    return text === present ? undefined : { path, text, was: known };
  }
  const was =
    present === undefined ? 'missing' : present === '' || present.endsWith('\n') ? 'whole' : 'without-last-newline';
  return { path, text: `${present ?? ''}${was === 'without-last-newline' ? '\n' : ''}${block}`, was };
}

/** Files that no `.gitignore` of the repository names; all of them where git cannot be asked. */
async function notIgnored(
  { top }: GitFolder,
  paths: readonly string[],
  git: Git | undefined,
): Promise<readonly string[]> {
  if (!git || paths.length === 0) return paths;
  const args = ['-c', 'core.quotePath=false', 'check-ignore', '--verbose', '--no-index', '--', ...paths];
  const ignored = new Set<string>();
  // `.gitignore:3:certs/` and, behind a tab, the path.
  for (const line of ((await askGit(git, top, args)) ?? '').split('\n')) {
    const [, source = '', pattern = '', path = ''] = /^(.*?):\d+:(.*)\t(.*)$/.exec(line) ?? [];
    if (/(?:^|\/)\.gitignore$/.test(source) && !pattern.startsWith('!')) ignored.add(path);
  }
  return paths.filter((path) => !ignored.has(path));
}

function findBlock(text: string, checkout: string): { readonly start: number; readonly end: number } | undefined {
  const start = text.indexOf(beginOf(checkout));
  const last = start === -1 ? -1 : text.indexOf(end, start);
  if (last === -1) return undefined;
  const after = last + end.length;
  return { start, end: text.startsWith('\n', after) ? after + 1 : after };
}

/** Takes our block out and leaves the rest as it was, whatever others have added since. */
export async function takeOffExclude(
  files: Files,
  checkout: string,
  { checkout: earlier, exclude: was }: Journal,
): Promise<void> {
  const path = await excludePath(files, checkout);
  const present = path === undefined ? undefined : await files.read(path);
  const found = present === undefined ? undefined : (findBlock(present, checkout) ?? findBlock(present, earlier));
  if (path === undefined || present === undefined || !found) return;
  const below = present.slice(found.end);
  const above = present.slice(0, found.start);
  const text = was === 'without-last-newline' && below === '' ? above.replace(/\n$/, '') : above + below;
  if (was === 'missing' && text === '') await files.remove(path);
  else await writeKeeping(files, path, text);
}

/** Writes a text and keeps the file's mode; a new file gets the usual one, and the owner of its folder. */
export async function writeKeeping(files: Files, path: string, text: string): Promise<void> {
  const mode = await files.mode(path);
  if (mode === undefined) await makeFolders(files, dirname(path));
  await files.write(path, text, mode ?? 0o644);
  if (mode === undefined) await files.giveToOwnerOfFolder(path);
}

/** Makes a folder with those above it, each for the owner of the one around it. */
export async function makeFolders(files: Files, folder: string): Promise<void> {
  if (await files.exists(folder)) return;
  await makeFolders(files, dirname(folder));
  await files.makeFolder(folder);
  await files.giveToOwnerOfFolder(folder);
}
