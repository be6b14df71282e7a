/** What installers change in a repository's own state: recorded before they run, and restored when patches are taken back. */
import { dirname, join } from 'node:path';
import type { Files } from '../model/machine.ts';
import { askGit, type Git } from './ask-git.ts';
import { findGitFolder, type GitFolder } from './git-folder.ts';

/** A repository as it was before metaton came to it. */
interface GitRecord {
  /** The folder that its work trees share. */
  readonly common: string;
  readonly hooksPath: string | null;
  /** Names of the files in `hooks/`. */
  readonly hooks: readonly string[];
}

const recordPath = (state: string): string => join(state, 'patches', 'git.json');

async function readRecords(files: Files, state: string): Promise<readonly GitRecord[]> {
  const text = await files.read(recordPath(state));
  return text === undefined ? [] : (JSON.parse(text) as { repositories: readonly GitRecord[] }).repositories;
}

async function writeRecords(files: Files, state: string, repositories: readonly GitRecord[]): Promise<void> {
  if (repositories.length === 0) {
    await files.remove(recordPath(state));
    return;
  }
  await files.makeFolder(dirname(recordPath(state)), 0o700);
  await files.write(recordPath(state), `${JSON.stringify({ version: 1, repositories }, undefined, 2)}\n`, 0o600);
}

/** Records the repositories of these checkouts, each once. */
export async function recordGitState(
  files: Files,
  git: Git,
  checkouts: readonly string[],
  state: string,
): Promise<void> {
  const known = await readRecords(files, state);
  const records = new Map(known.map((record) => [record.common, record]));
  for (const checkout of checkouts) {
    const folder = await findGitFolder(files, checkout);
    if (!folder || records.has(folder.common)) continue;
    records.set(folder.common, {
      common: folder.common,
      hooksPath: await hooksPathOf(git, folder),
      hooks: await files.list(join(folder.common, 'hooks')),
    });
  }
  if (records.size > known.length) await writeRecords(files, state, [...records.values()]);
}

/** Restores what can be known to be an installer's doing, and nothing else. Answers what was restored, in words. */
export async function restoreGitState(
  files: Files,
  git: Git,
  checkout: string,
  state: string,
): Promise<readonly string[]> {
  const records = await readRecords(files, state);
  const folder = await findGitFolder(files, checkout);
  const record = records.find(({ common }) => common === folder?.common);
  if (!folder || !record) return [];
  const remarks = [
    ...(await restoreHooksPath(files, git, folder, record)),
    ...(await removeHooks(files, folder, record)),
  ];
  await writeRecords(
    files,
    state,
    records.filter((other) => other !== record),
  );
  return remarks;
}

async function hooksPathOf(git: Git, { top }: GitFolder): Promise<string | null> {
  return (await askGit(git, top, ['config', '--local', '--get', 'core.hooksPath']))?.replace(/\n$/, '') ?? null;
}

async function restoreHooksPath(
  files: Files,
  git: Git,
  folder: GitFolder,
  { hooksPath }: GitRecord,
): Promise<readonly string[]> {
  const present = await hooksPathOf(git, folder);
  if (present === null || present === hooksPath || !(await isSetByInstall(files, folder, present))) return [];
  const words = hooksPath === null ? ['--unset', 'core.hooksPath'] : ['core.hooksPath', hooksPath];
  await askGit(git, folder.top, ['config', '--local', ...words]);
  return [`core.hooksPath was set by an install, and is ${hooksPath ?? 'unset'} again`];
}

/** Husky says so in the value; other installs by the script that sets it. */
async function isSetByInstall(files: Files, { top }: GitFolder, value: string): Promise<boolean> {
  if (/^\.husky(?:\/|$)/.test(value)) return true;
  const text = (await files.read(join(top, 'package.json'))) ?? '';
  return text.split('\n').some((line) => line.includes(`core.hooksPath ${value}`));
}

/** Every file that husky makes says so at its head. */
const huskyMark = /^# (?:husky\b|Created by Husky)/im;

async function removeHooks(files: Files, { common }: GitFolder, { hooks }: GitRecord): Promise<readonly string[]> {
  const folder = join(common, 'hooks');
  const removed: string[] = [];
  for (const name of await files.list(folder)) {
    if (hooks.includes(name)) continue;
    const head = ((await files.read(join(folder, name))) ?? '').slice(0, 300);
    if (!huskyMark.test(head)) continue;
    await files.remove(join(folder, name));
    removed.push(name);
  }
  return removed.length === 0 ? [] : [`hooks of husky are removed: ${removed.join(', ')}`];
}
