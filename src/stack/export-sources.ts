/** Where the code of an export comes from: checkouts of the user's own, the lock, or the preset. */
import type { CodeSource } from '../export/exported.ts';
import { presetNames, repositoryOf } from '../model/preset.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { defaultVersion, wholeVersion } from '../services/shared/postgrest-releases.ts';
import { type Toolchain, toolchainOf } from '../model/toolchain.ts';
import type { OpenStack } from './open-stack.ts';

/** By service, with what is worth saying about it. */
export interface ExportSources {
  readonly sources: ReadonlyMap<string, CodeSource>;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  readonly remarks: readonly string[];
}

/** Of all services with code. */
export function exportSources({ services, ...stack }: OpenStack): ExportSources {
  const sources = services.flatMap((service): readonly (readonly [string, CodeSource])[] => {
    const source = sourceOf(service, stack);
    return source ? [[service.name, source]] : [];
  });
  const toolchains = services.flatMap((service): readonly (readonly [string, Toolchain])[] => {
    const toolchain = toolchainFor(service, stack);
    return toolchain ? [[service.name, toolchain]] : [];
  });
  const moving = sources.flatMap(([name, { kind }]) => (kind === 'moving' ? [name] : []));
  return {
    sources: new Map(sources),
    toolchains: new Map(toolchains),
    remarks:
      moving.length === 0
        ? []
        : [
            `No commit is known for ${moving.join(', ')}: whatever is newest when the images are built is taken. ` +
              '`metaton init` writes a lock.',
          ],
  };
}

type Seen = Omit<OpenStack, 'services'>;

function sourceOf(service: ServiceDefinition, { workspace, values, facts }: Seen): CodeSource | undefined {
  if (service.source?.kind !== 'checkout') return undefined;
  const folder: CodeSource = { kind: 'folder', path: values.checkout(service.name) };
  if (workspace.config.services[service.name]?.path !== undefined) return folder;
  const locked = facts.locked.get(service.name);
  if (locked) {
    return isFetchable(locked.repository) ? { kind: 'git', url: locked.repository, commit: locked.commit } : folder;
  }
  // Laid there by hand.
  if (facts.checkouts.has(service.name)) return folder;
  const { url, ref } = repositoryOf(service, service.source, workspace.config);
  return ref !== undefined && /^[0-9a-f]{40}$/.test(ref)
    ? { kind: 'git', url, commit: ref }
    : { kind: 'moving', url, ref };
}

/** Not a folder of this machine. */
const isFetchable = (repository: string): boolean => /^(https?|ssh|git):\/\/|^[\w.-]+@[\w.-]+:/.test(repository);

/** By the code where it is at hand; else by the time that the preset is of. */
function toolchainFor({ name, source }: ServiceDefinition, { workspace, facts }: Seen): Toolchain | undefined {
  const snapshot = facts.checkouts.get(name);
  if (snapshot) return toolchainOf(source?.toolchains, snapshot);
  // The first preset is of the oldest code, toolchains begin with the newest.
  return workspace.config.preset === presetNames[0] ? source?.toolchains?.at(-1) : source?.toolchains?.[0];
}

/** The version of PostgREST that the settings want, as its images are called. */
export const postgrestVersion = ({ values }: OpenStack): string =>
  wholeVersion(values.postgrest.wanted) ?? defaultVersion;
