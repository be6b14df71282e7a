/** Where version managers keep what they have installed. Looking there is faster than asking them, and nvm is no program. */
import os from 'node:os';
import path from 'node:path';
import type { VersionFolder } from '../model/toolchain.ts';

/** All that the known ones would use; most are not there. */
export function versionFolders(environment: Readonly<Record<string, string | undefined>>): readonly VersionFolder[] {
  const home = environment['HOME'] ?? os.homedir();
  const at = (variable: string, ...standard: readonly string[]): string =>
    environment[variable] ?? path.join(home, ...standard);
  const data = at('XDG_DATA_HOME', '.local', 'share');
  const mise = environment['MISE_DATA_DIR'] ?? path.join(data, 'mise');
  const asdf = at('ASDF_DATA_DIR', '.asdf');
  const fnm = environment['FNM_DIR'] ?? fnmFolder(home, data);
  const node = (manager: string, folder: string, programs = 'bin'): VersionFolder => ({
    manager,
    tool: 'node',
    folder,
    programs,
  });
  const beam = (['elixir', 'erlang'] as const).flatMap((tool) => [
    { manager: 'mise', tool, folder: path.join(mise, 'installs', tool), programs: 'bin' },
    { manager: 'asdf', tool, folder: path.join(asdf, 'installs', tool), programs: 'bin' },
  ]);
  return [
    node('mise', path.join(mise, 'installs', 'node')),
    node('asdf', path.join(asdf, 'installs', 'nodejs')),
    node('nvm', path.join(at('NVM_DIR', '.nvm'), 'versions', 'node')),
    node('fnm', path.join(fnm, 'node-versions'), 'installation/bin'),
    node('volta', path.join(at('VOLTA_HOME', '.volta'), 'tools', 'image', 'node')),
    ...beam,
  ];
}

const fnmFolder = (home: string, data: string): string =>
  process.platform === 'darwin' ? path.join(home, 'Library', 'Application Support', 'fnm') : path.join(data, 'fnm');
