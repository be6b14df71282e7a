/** Finds the workspace a user stands in. */
import path from 'node:path';
import type { Files } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { directoryMissing, workspaceMissing } from '../model/problems/config.ts';

/** Name of the file that makes a folder a workspace. */
export const settingsFile = 'metaton.yaml';

/** The nearest folder, from `directory` upwards, that holds a metaton.yaml. */
export async function findWorkspace(files: Files, directory: string): Promise<Result<string>> {
  if ((await files.kind(directory)) !== 'folder') return failed(directoryMissing(directory));
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if ((await files.kind(path.join(folder, settingsFile))) === 'file') return ok(folder);
    if (path.dirname(folder) === folder) return failed(workspaceMissing(directory));
  }
}
