/** Where git keeps what belongs to a checkout: by its own rules, without running it. */
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Files } from '../model/machine.ts';

/** The repository around a folder. */
export interface GitFolder {
  /** Top of the work tree. */
  readonly top: string;
  /** What all work trees of the repository share: settings, hooks, `info/`. */
  readonly common: string;
  /** The folder itself, seen from the top, `/` between folders; empty at the top. */
  readonly inside: string;
}

/** The nearest repository at or above a folder. Work trees and submodules have a file in the place of `.git`. */
export async function findGitFolder(files: Files, folder: string): Promise<GitFolder | undefined> {
  for (let top = folder; ; top = dirname(top)) {
    const own = await ownFolder(files, top);
    if (own !== undefined) {
      const inside = relative(top, folder).split(sep).join('/');
      return { top, common: await commonFolder(files, own), inside };
    }
    if (dirname(top) === top) return undefined;
  }
}

async function ownFolder(files: Files, top: string): Promise<string | undefined> {
  const place = join(top, '.git');
  switch (await files.kind(place)) {
    case 'folder':
      return (await files.exists(join(place, 'HEAD'))) ? place : undefined;
    case 'file': {
      const path = /^gitdir: (.+?)\r?\n?$/.exec((await files.read(place)) ?? '')?.[1];
      return path === undefined ? undefined : resolve(top, path);
    }
    default:
      return undefined;
  }
}

async function commonFolder(files: Files, own: string): Promise<string> {
  const path = (await files.read(join(own, 'commondir')))?.trim();
  if (path === undefined || path === '') return own;
  return isAbsolute(path) ? path : resolve(own, path);
}
