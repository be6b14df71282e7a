/** The environment of a service, for a program that a test starts itself. */
import type { ServiceDefinition } from '../../src/model/service-definition.ts';
import type { StackValues } from '../../src/model/stack-values.ts';

/** Without what is read from a file. */
export const plainEnvironment = (service: ServiceDefinition, values: StackValues): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(service.environment?.(values) ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
