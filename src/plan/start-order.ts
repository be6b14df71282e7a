/** Puts services in an order in which each comes after all it needs. */
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { needsCycle } from '../model/problems/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';

/** The services, what is needed first; the order given is kept where needs leave it free. Names the cycle, if any. */
export function startOrder(services: readonly ServiceDefinition[]): Result<readonly ServiceDefinition[]> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Map<string, ServiceDefinition>();
  for (const service of services) {
    const cycle = visit(service, byName, ordered, []);
    if (cycle) return failed(needsCycle(cycle));
  }
  return ok([...ordered.values()]);
}

/** Adds a service after its needs; answers the cycle that it stands in, first name repeated at the end. */
function visit(
  service: ServiceDefinition,
  byName: ReadonlyMap<string, ServiceDefinition>,
  ordered: Map<string, ServiceDefinition>,
  trail: readonly string[],
): readonly string[] | undefined {
  if (ordered.has(service.name)) return undefined;
  const seen = trail.indexOf(service.name);
  if (seen >= 0) return [...trail.slice(seen), service.name];
  for (const need of service.needs) {
    const needed = byName.get(need.service);
    const cycle = needed && visit(needed, byName, ordered, [...trail, service.name]);
    if (cycle) return cycle;
  }
  ordered.set(service.name, service);
  return undefined;
}
