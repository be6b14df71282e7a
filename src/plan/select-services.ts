/** Which services a command is about: those asked for and all that they need. */
import type { Workspace } from '../model/config.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, okUnless } from '../model/problem.ts';
import {
  portFixed,
  serviceUnknown,
  settingInvalid,
  settingNotForService,
  type Place,
} from '../model/problems/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { dockerWord, hasImage, runtimeExpected } from '../model/toolchain.ts';
import { ownService } from './own-service.ts';
import { startOrder } from './start-order.ts';

/** What the user asks for; empty lists mean everything and nothing. */
export interface Selection {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** Metaton's services and the user's own, judged against the settings and put in start order. */
export function selectServices(
  known: readonly ServiceDefinition[],
  workspace: Workspace,
  selection: Selection,
): Result<readonly ServiceDefinition[]> {
  const settings: Place = { source: `${workspace.folder}/metaton.yaml` };
  const own = Object.entries(workspace.config.services)
    .filter(([, config]) => config.command !== undefined)
    .map(([name, config]) => ownService(name, config, workspace.folder));
  const all = [...known, ...own];
  const names = all.map(({ name }) => name);
  const unknown = (asked: readonly string[], place: Place): readonly Problem[] =>
    asked.filter((name) => !names.includes(name)).map((name) => serviceUnknown(place, name, names));
  const problems = [
    ...unknown(Object.keys(workspace.config.services), settings),
    ...unknown([...selection.only, ...selection.except], { source: 'command line' }),
    ...known.flatMap((service) => settingProblems(service, workspace, settings)),
    ...runtimeProblems(all, workspace, settings),
    ...own.flatMap((service) =>
      unknown(
        service.needs.map((need) => need.service),
        settings,
      ),
    ),
  ];
  const [first, ...others] = problems;
  if (first) return failed(first, ...others);
  const ordered = startOrder(all);
  if (!ordered.ok) return ordered;
  const wanted = withNeeds(all, selection);
  return okUnless(
    [],
    ordered.value.filter(({ name }) => wanted.has(name)),
  );
}

function settingProblems(service: ServiceDefinition, { config }: Workspace, place: Place): readonly Problem[] {
  const settings = config.services[service.name];
  if (!settings) return [];
  const key = (name: string): string => `services.${service.name}.${name}`;
  const forOwn = (['command', 'needs', 'ready', 'cwd'] as const).filter((name) =>
    name === 'needs' ? Object.keys(settings.needs).length > 0 : settings[name] !== undefined,
  );
  const forCheckouts = (['path', 'source'] as const).filter((name) => settings[name] !== undefined);
  return [
    ...forOwn.map((name) =>
      settingNotForService(place, key(name), `it is for services of your own, and ${service.name} is metaton's`),
    ),
    ...(service.source?.kind === 'checkout'
      ? []
      : forCheckouts.map((name) =>
          settingNotForService(place, key(name), `${service.name} has no checkout of its own`),
        )),
    ...Object.entries(settings.ports).flatMap(([name, number]) => portProblems(service, name, number, place)),
  ];
}

/** `docker` in place of a folder is for those of which there is an image. */
function runtimeProblems(all: readonly ServiceDefinition[], { config }: Workspace, place: Place): readonly Problem[] {
  return all
    .filter(({ name, source }) => config.services[name]?.runtime === dockerWord && !hasImage(source?.toolchains))
    .map(({ name }) => settingInvalid(place, `services.${name}.runtime`, runtimeExpected(all)));
}

function portProblems(service: ServiceDefinition, name: string, number: number, place: Place): readonly Problem[] {
  const key = `services.${service.name}.ports.${name}`;
  const port = service.ports[name];
  if (!port)
    return [settingNotForService(place, key, `${service.name} has the ports ${Object.keys(service.ports).join(', ')}`)];
  return port.fixedBecause !== undefined && port.number !== number
    ? [portFixed(place, key, port.number, port.fixedBecause)]
    : [];
}

/** Names of the services asked for, with all that these need, less those refused. */
function withNeeds(all: readonly ServiceDefinition[], { only, except }: Selection): ReadonlySet<string> {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (wanted.has(name) || except.includes(name)) return;
    wanted.add(name);
    for (const need of all.find((service) => service.name === name)?.needs ?? []) add(need.service);
  };
  for (const name of only.length > 0 ? only : all.map((service) => service.name)) add(name);
  return wanted;
}
