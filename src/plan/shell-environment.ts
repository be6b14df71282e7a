/** What a service is started with by hand: as by metaton, less what only a process without a terminal needs. */
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { ShellEnvironment } from '../model/shell-environment.ts';
import { type RuntimeGround, surroundings } from './plan-code.ts';
import type { PlanGround } from './plan-ground.ts';

/** Absent for a service that nobody can start by hand. */
export function shellEnvironment(
  service: ServiceDefinition,
  ground: Pick<PlanGround, 'values'> & RuntimeGround,
): ShellEnvironment | undefined {
  const { values, workspace } = ground;
  if (service.launch?.(values)?.kind !== 'command') return undefined;
  const set = { ...service.environment?.(values), ...workspace.config.services[service.name]?.env };
  const { path, scrub } = surroundings(service, ground);
  return { service: service.name, set, unset: scrub.filter((name) => !(name in set)), path };
}
