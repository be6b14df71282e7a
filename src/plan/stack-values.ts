/** Works out everything that service files interpolate, once per run. */
import { isAbsolute, resolve, win32 } from 'node:path';
import { stateFolder, type Workspace } from '../model/config.ts';
import type { Facts } from '../model/facts.ts';
import { lanAuthorityFolder } from '../model/lan.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Installation } from '../model/installation.ts';
import type { PostgrestFinds, StackValues } from '../model/stack-values.ts';
import { dockerWord } from '../model/toolchain.ts';
import { chooseEra } from './choose-era.ts';

/** Where the certificates and keys of a workspace are. */
const certificatesFolder = (workspace: string): string => `${workspace}/certs`;

/** Where the user's certificate authority is, and what says who was made to trust it. */
export const userCertificates = ({ dataFolder }: Installation) => ({
  authorityFolder: `${dataFolder}/authority`,
  authorityMaker: 'metaton' as const,
  manifest: `${dataFolder}/trust.json`,
});

/** The folder of a service's code: the user's own, or where metaton expects it. */
export function checkoutFolder(service: ServiceDefinition, { folder, config }: Workspace): string {
  const { source } = service;
  if (source?.kind === 'folder-of') return `${checkoutOf(source.service, config, folder)}/${source.folder}`;
  return checkoutOf(service.name, config, folder);
}

function checkoutOf(name: string, config: Workspace['config'], workspace: string): string {
  const given = config.services[name]?.path;
  return given === undefined ? `${workspace}/services/${name}` : absolute(given, workspace);
}

/** A path of metaton.yaml, which counts from that file. */
export function absolute(path: string, workspace: string): string {
  return win32.isAbsolute(path) && !isAbsolute(path) ? path : resolve(workspace, path);
}

/** The folder of the programs that the settings name for a service; those of an image are wrapped in one of metaton's. */
export function runtimeFolder(service: string, { folder, config }: Workspace): string | undefined {
  const named = config.services[service]?.runtime;
  if (named === undefined) return undefined;
  return named === dockerWord ? `${stateFolder(folder)}/runtimes/${service}-docker` : absolute(named, folder);
}

/** Names that are asked of the certificate; one of the user's own need not be for `localhost`. */
export const hostsOf = ({ config: { host, certificates } }: Workspace): readonly string[] => [
  ...new Set([...(certificates.cert === undefined ? ['localhost'] : []), host, ...certificates.hosts]),
];

/** Who signs: the authority of the user, of mkcert, or of the workspace for the network that it is open to. */
function authorityOf({ folder, config, lan }: Workspace, installation: Installation) {
  const { manifest, ...users } = userCertificates(installation);
  if (config.certificates.authority === 'mkcert') {
    return {
      manifest,
      authorityFolder: installation.mkcertFolder,
      authorityMaker: config.certificates.authority,
      stays: undefined,
    };
  }
  if (lan?.hasOwnAuthority !== true) return { manifest, ...users, stays: undefined };
  return { manifest, ...users, authorityFolder: lanAuthorityFolder(stateFolder(folder), lan.host), stays: users };
}

/** Everything about the certificate: ours, or the user's own. */
export function certificateOf(workspace: Workspace, installation: Installation): StackValues['certificate'] {
  const folder = certificatesFolder(workspace.folder);
  const { cert, key, ca } = workspace.config.certificates;
  const places = { folder, ...authorityOf(workspace, installation), hosts: hostsOf(workspace) };
  if (cert === undefined || key === undefined) {
    return {
      ...places,
      own: undefined,
      leaf: `${folder}/cert.pem`,
      key: `${folder}/key.pem`,
      fullchain: `${folder}/fullchain.pem`,
      authority: `${folder}/ca.pem`,
    };
  }
  const path = (given: string): string => absolute(given, workspace.folder);
  const own = { certificate: path(cert), key: path(key), authority: ca === undefined ? undefined : path(ca) };
  return {
    ...places,
    own,
    leaf: own.certificate,
    key: own.key,
    fullchain: own.certificate,
    authority: `${stateFolder(workspace.folder)}/authority.pem`,
  };
}

/** Ports by service and name, with the settings' own where those may move. */
export function portOf(service: ServiceDefinition | undefined, workspace: Workspace, name?: string): number {
  const entry = Object.entries(service?.ports ?? {}).find(([key]) => name === undefined || key === name);
  if (!service || !entry) throw new Error(`no port ${name ?? ''} of ${service?.name ?? 'an unknown service'}`);
  return workspace.config.services[service.name]?.ports[entry[0]] ?? entry[1].number;
}

/** What `stackValues` needs beside the settings. */
export interface StackGround {
  readonly workspace: Workspace;
  /** All known services, for their ports and folders. */
  readonly known: readonly ServiceDefinition[];
  /** Those of this run. */
  readonly chosen: readonly ServiceDefinition[];
  readonly installation: Installation;
  readonly templates: ReadonlyMap<string, string>;
  readonly facts: Pick<Facts, 'lastMigration' | 'checkouts' | 'openssl'>;
  /** As `StackValues.guideEdits`; false where absent. */
  readonly guideEdits?: boolean;
  readonly postgrest: PostgrestFinds;
  readonly isOffline: boolean;
}

/** The values of this stack. */
export function stackValues(ground: StackGround): StackValues {
  const { workspace, known, chosen, installation, templates, facts, guideEdits = false } = ground;
  const byName = new Map(known.map((service) => [service.name, service]));
  const certs = certificatesFolder(workspace.folder);
  const url = workspace.config.database.url;
  return Object.freeze({
    host: workspace.config.host,
    announcedAddress: workspace.lan?.address ?? '127.0.0.1',
    lan: workspace.lan,
    port: (service: string, name?: string) => portOf(byName.get(service), workspace, name),
    checkout: (name: string) => {
      const service = byName.get(name);
      if (!service) throw new Error(`no service ${name}`);
      return checkoutFolder(service, workspace);
    },
    era: (name: string) => eraOf(byName.get(name), facts),
    openssl: (name: string) => facts.openssl.get(name) ?? installation.openssl,
    guideEdits,
    runs: (name: string) => chosen.some((service) => service.name === name),
    state: stateFolder(workspace.folder),
    certificate: certificateOf(workspace, installation),
    permsKey: {
      privatePem: `${certs}/perms.pem`,
      publicPem: `${certs}/perms.pub.pem`,
      jwk: `${certs}/reticulum-jwk.json`,
    },
    database: {
      // A URL that is none is the planner's to tell about.
      host: url !== undefined && URL.canParse(url) ? new URL(url).hostname : '127.0.0.1',
      port: 5432,
      user: 'postgres',
      password: 'postgres',
      name: 'ret_dev',
      isEmbedded: url === undefined,
    },
    postgrest: ground.postgrest,
    platform: `${installation.platform}-${installation.architecture}`,
    isOffline: ground.isOffline,
    workspace: workspace.folder,
    node: installation.node,
    preloads: `${installation.root}/templates/preloads`,
    lastMigration: facts.lastMigration,
    template: (name: string) => {
      const text = templates.get(name);
      if (text === undefined) throw new Error(`no template ${name}`);
      return text;
    },
  });
}

function eraOf(service: ServiceDefinition | undefined, { checkouts }: StackGround['facts']): string | undefined {
  const snapshot = service && checkouts.get(service.name);
  const era = snapshot && chooseEra(service, snapshot);
  return era?.ok ? era.value.name : undefined;
}
