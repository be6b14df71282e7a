/** Sees to it that the code of all services is of one preset, and of one that can be reached. */
import { loadConfig } from '../config/load-config.ts';
import { resolveRepository } from '../engine/git.ts';
import { entryOf, readLock } from '../engine/lock-file.ts';
import type { Workspace } from '../model/config.ts';
import { presetNames, type Preset } from '../model/preset.ts';
import { failed, ok, type Problem, type Result } from '../model/problem.ts';
import { presetsUnreachable } from '../model/problems/source.ts';
import type { ServiceDefinition, Source } from '../model/service-definition.ts';
import type { Session } from '../model/session.ts';
import { selectServices, type Selection } from '../plan/select-services.ts';
import { checkoutFolder } from '../plan/stack-values.ts';
import { allServices } from '../services/index.ts';
import { remember } from './settle.ts';

type Cloneable = ServiceDefinition & { readonly source: Source & { readonly kind: 'checkout' } };

const isCloneable = (service: ServiceDefinition): service is Cloneable => service.source?.kind === 'checkout';

/**
 * The session with the preset that is to be used, which metaton.yaml then names. One that has been begun with stays,
 * whether it can be reached or not: code of two presets does not work together.
 */
export async function choosePreset(session: Session, folder: string, selection: Selection): Promise<Result<Session>> {
  const { machine, environment, options, report } = session;
  const workspace = await loadConfig(machine.files, folder, environment, options.set);
  if (!workspace.ok) return workspace;
  const { config } = workspace.value;
  const services = selectServices(allServices, workspace.value, selection);
  if (!services.ok) return services;
  const ofPreset = services.value
    .filter(isCloneable)
    .filter(({ name }) => config.services[name]?.source === undefined && config.services[name]?.path === undefined);
  if (ofPreset.length === 0 || (await hasBegun(ofPreset, workspace.value, session))) return ok(session);

  const evidence: string[] = [];
  const notes: string[] = [];
  for (const preset of presetNames.slice(presetNames.indexOf(config.preset))) {
    const unreachable = await unreachableOf(preset, ofPreset, session);
    if (session.signal.aborted) return ok(session);
    if (unreachable.length === 0) {
      for (const note of notes) report.note(note);
      return ok(preset === config.preset ? session : await settleOn(preset, folder, session));
    }
    evidence.push(...unreachable.map(({ evidence: said = '' }) => `${preset}: ${inOneLine(said)}`));
    const next = presetNames[presetNames.indexOf(preset) + 1];
    if (next === undefined) continue;
    const names = unreachable.map(({ service }) => service).join(', ');
    notes.push(`The preset ${preset} gives way to ${next} as a whole: ${names} cannot be reached.`);
    notes.push(...unreachable.map(({ evidence: said = '' }) => `  ${inOneLine(said)}`));
  }
  return failed(presetsUnreachable(evidence));
}

/** The address and the first that git says of it. */
const inOneLine = (evidence: string): string => evidence.split('\n').slice(0, 2).join(': ');

/** Whether any code of the preset is there, or is locked. */
async function hasBegun(services: readonly Cloneable[], workspace: Workspace, { machine }: Session): Promise<boolean> {
  const lock = await readLock(machine.files, workspace.folder);
  const begun = await Promise.all(
    services.map(
      async (service) =>
        entryOf(lock, ['services', service.name]) !== undefined ||
        (await machine.files.list(checkoutFolder(service, workspace))).length > 0,
    ),
  );
  return begun.includes(true);
}

async function unreachableOf(
  preset: Preset,
  services: readonly Cloneable[],
  { machine, signal }: Session,
): Promise<readonly Problem[]> {
  const asked = await Promise.all(
    services.map(({ name, source }) =>
      resolveRepository(machine, name, { url: source.repositories[preset].url }, signal),
    ),
  );
  return asked.flatMap((result) => (result.ok ? [] : result.problems));
}

/** For this run and for all that come. */
async function settleOn(preset: Preset, folder: string, session: Session): Promise<Session> {
  const remembered = await remember(session, folder, [{ keys: ['preset'], value: preset }]);
  const { options } = remembered;
  // A variable that names another must not bring it back.
  return { ...remembered, options: { ...options, set: [...options.set, `preset=${preset}`] } };
}
