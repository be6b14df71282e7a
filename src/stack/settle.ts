/** Makes a folder a workspace and remembers what the user said of it in metaton.yaml. */
import type { Assignment } from '../config/parse-assignments.ts';
import { findWorkspace, settingsFile } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import { changeSettings, type SettingChange } from '../config/write-settings.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { directoryMissing, sourceMissing } from '../model/problems/config.ts';
import type { Session } from '../model/session.ts';

/** Writes the settings where they differ; with `--dry-run` nothing. Bad settings are refused before any is written. */
export async function settle(
  { machine: { files }, directory, environment, options }: Session,
  sources: readonly Assignment[],
  changes: readonly SettingChange[],
): Promise<Result<void>> {
  if ((await files.kind(directory)) !== 'folder') return failed(directoryMissing(directory));
  const kinds = await Promise.all(sources.map(({ folder }) => files.kind(folder)));
  const missing = sources.filter((_, index) => kinds[index] !== 'folder');
  const found = okUnless(
    missing.map(({ service, folder }) => sourceMissing(service, folder)),
    undefined,
  );
  if (!found.ok) return found;

  const around = await findWorkspace(files, directory);
  const workspace = around.ok ? around.value : directory;
  const present = await loadConfig(files, workspace, environment);
  if (!present.ok) return present;
  const file = `${workspace}/${settingsFile}`;
  const text = await files.read(file);
  const wanted = changeSettings(text ?? '', changes);
  if (text !== wanted && !options.dryRun) await files.write(file, wanted);
  return ok(undefined);
}
