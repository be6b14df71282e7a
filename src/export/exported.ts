/** What both exports begin with: the services of a stack, each as it is in a container. */
import type { ContainerSpec, ContainerValues, Health, Instance } from '../model/container.ts';
import type { Readiness } from '../model/readiness.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Toolchain } from '../model/toolchain.ts';
import type { Share, Sizing } from './sizing.ts';
import { shareOf } from './sizing.ts';

/** Where the code of a service comes from. */
export type CodeSource =
  | { readonly kind: 'git'; readonly url: string; readonly commit: string }
  /** Nobody has said which commit: the newest of this branch, or of the default one. */
  | { readonly kind: 'moving'; readonly url: string; readonly ref: string | undefined }
  | { readonly kind: 'folder'; readonly path: string };

/** All that an export is made of. */
export interface ExportWish {
  readonly services: readonly ServiceDefinition[];
  readonly host: string;
  /** By service with code; a service in a folder of another's has that one's. */
  readonly sources: ReadonlyMap<string, CodeSource>;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  readonly database: ContainerValues['database'];
  readonly postgrestVersion: string;
  readonly readiness: (service: ServiceDefinition) => Readiness | undefined;
  /** The certificate: an authority's, asked for by the proxy, or files of the user's. */
  readonly tls: 'acme' | 'files';
  /** The preload that confines a Node program to loopback. */
  readonly confinement: string;
  /** What images are called before the slash. */
  readonly registry: string;
}

/** A service of the export. */
export interface Exported {
  readonly name: string;
  readonly spec: ContainerSpec;
  readonly health: Health | undefined;
  readonly source: CodeSource | undefined;
  /** Its own folder in that code. */
  readonly folder: string;
  /** What an install leaves in that folder. */
  readonly produces: string | undefined;
  readonly share: Share;
}

/** How names and numbers come out in one kind of place. */
export interface Surroundings {
  readonly address: (service: string) => string;
  readonly addressOfAll: (service: string) => string;
  readonly instance: (service: string, index: number) => string;
  readonly isConfined: boolean;
}

/** The name of an instance of a service with media, by how many there are. */
const instanceHost = (host: string, prefix: string, index: number, count: number): string =>
  count === 1 ? `${prefix}.${host}` : `${prefix}-${index}.${host}`;

/** Every service that runs in a container, in the order of their names. */
export function exportedServices(
  wish: ExportWish,
  sizing: Sizing,
  { address, addressOfAll, instance, isConfined }: Surroundings,
): readonly Exported[] {
  const { host, sources, toolchains, database, services } = wish;
  const values: ContainerValues = {
    host,
    publicHost: (prefix) => `${prefix}.${host}`,
    address,
    addressOfAll,
    instances: (service, prefix): readonly Instance[] =>
      Array.from({ length: sizing.stream }, (_, index) => ({
        publicHost: instanceHost(host, prefix, index, sizing.stream),
        address: instance(service, index),
      })),
    mostCopies: sizing.mostApp,
    toolchain: (service) => toolchains.get(service),
    database,
    postgrest: { version: wish.postgrestVersion },
    confines: isConfined ? wish.confinement : undefined,
  };
  const made = services
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((service): readonly Exported[] => {
      const spec = service.container?.(values);
      if (!spec) return [];
      const { source } = service;
      return [
        {
          name: service.name,
          spec,
          health: spec.health ?? healthOf(wish.readiness(service)),
          source: sources.get(source?.kind === 'folder-of' ? source.service : service.name),
          folder: source?.kind === 'folder-of' ? source.folder : '',
          produces: source?.install.produces,
          share: shareOf(spec.grows, sizing),
        },
      ];
    });
  const names = new Set(made.map(({ name }) => name));
  return made.map((each) => ({
    ...each,
    spec: { ...each.spec, needs: each.spec.needs.filter((need) => names.has(need)) },
  }));
}

/** The first question of its readiness that needs neither a token nor anything but an answer. */
function healthOf(readiness: Readiness | undefined): Health | undefined {
  for (const probe of readiness?.probes ?? []) {
    if (probe.kind !== 'http' || probe.token) continue;
    const { protocol, port, pathname } = new URL(probe.url);
    const scheme = protocol === 'https:' ? 'https' : 'http';
    return { kind: 'http', scheme, port: Number(port === '' ? (scheme === 'https' ? 443 : 80) : port), path: pathname };
  }
  return undefined;
}

/** Where a browser finds a route, and how it is reached inside. */
export interface PublicRoute {
  readonly publicHost: string;
  readonly path: string;
  readonly service: string;
  /** Which of its copies, where they are told apart. */
  readonly index: number | undefined;
  readonly port: string;
  readonly isTls: boolean;
}

/** Every route, longest paths first: the first that fits is taken. */
export function publicRoutes(services: readonly Exported[], host: string, sizing: Sizing): readonly PublicRoute[] {
  return services
    .flatMap(({ name, spec }) =>
      spec.routes.flatMap(({ prefix, path, port, isTls, isPerInstance }): readonly PublicRoute[] =>
        isPerInstance === true
          ? Array.from({ length: sizing.stream }, (_, index) => ({
              publicHost: instanceHost(host, prefix, index, sizing.stream),
              ...{ path, service: name, index, port, isTls },
            }))
          : [
              {
                publicHost: prefix === '' ? host : `${prefix}.${host}`,
                path,
                service: name,
                index: undefined,
                port,
                isTls,
              },
            ],
      ),
    )
    .toSorted(
      (a, b) => order(a.publicHost, b.publicHost) || b.path.length - a.path.length || order(a.service, b.service),
    );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The names that the certificate must be for. */
export const publicHosts = (routes: readonly PublicRoute[]): readonly string[] => [
  ...new Set(routes.map(({ publicHost }) => publicHost)),
];

/** How many users one copy has ports for, whatever its processors could. */
export const usersByPorts = (services: readonly Exported[]): number =>
  Math.min(
    ...services.flatMap(({ spec: { media } }) =>
      media ? [Math.floor((media.to - media.from + 1) / media.portsPerUser)] : [],
    ),
  );
