/** `metaton config`: the effective settings and where each came from. */
import { findWorkspace } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { settingRows, settingsText } from '../report/settings-text.ts';

/** Changes nothing. */
export async function config({ machine, directory, environment, report, options }: Session): Promise<Result<void>> {
  const folder = await findWorkspace(machine.files, directory);
  if (!folder.ok) return folder;
  const workspace = await loadConfig(machine.files, folder.value, environment, options.set);
  if (!workspace.ok) return workspace;
  const settings = settingRows(workspace.value);
  report.text(settingsText(workspace.value.folder, settings));
  report.document({ workspace: workspace.value.folder, settings });
  return ok(undefined);
}
