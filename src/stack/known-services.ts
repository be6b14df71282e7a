/** Every service that a workspace may run: metaton's own, and those that its settings add. */
import { findWorkspace } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Workspace } from '../model/config.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { allServices } from '../services/index.ts';

/** A workspace whose settings have been read, and the names that a command may be given. */
export interface KnownServices {
  readonly workspace: Workspace;
  /** Of all that can run, running or not. */
  readonly names: readonly string[];
}

/** Reads the settings; looks at nothing else. */
export async function knownServices({
  machine,
  directory,
  environment,
  options,
}: Session): Promise<Result<KnownServices>> {
  const folder = await findWorkspace(machine.files, directory);
  if (!folder.ok) return folder;
  const workspace = await loadConfig(machine.files, folder.value, environment, options.set);
  if (!workspace.ok) return workspace;
  const own = Object.entries(workspace.value.config.services)
    .filter(([, { command }]) => command !== undefined)
    .map(([name]) => name);
  const ours = allServices.filter(({ launch }) => launch).map(({ name }) => name);
  return ok({ workspace: workspace.value, names: [...ours, ...own] });
}
