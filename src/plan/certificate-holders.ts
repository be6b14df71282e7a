/** Which services hold which certificates and keys, by what their files say of them. Pure. */
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';

/** By service, the shared files that it reads when it starts: by its environment, its settings or a copy. */
export function certificateHolders(
  services: readonly ServiceDefinition[],
  values: StackValues,
): ReadonlyMap<string, readonly string[]> {
  const { leaf, key, fullchain, authority } = values.certificate;
  const files = [...new Set([leaf, key, fullchain, authority, ...Object.values(values.permsKey)])];
  const launched = services.filter((service) => service.launch?.(values) !== undefined);
  return new Map(launched.map((service) => [service.name, files.filter((file) => isNamedBy(service, file, values))]));
}

function isNamedBy(service: ServiceDefinition, file: string, values: StackValues): boolean {
  const told = [service.environment?.(values), service.copies?.(values), service.prepare?.(values)];
  // As it stands within a JSON text.
  return JSON.stringify(told).includes(JSON.stringify(file).slice(1, -1));
}
