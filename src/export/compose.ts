/** The stack as a Docker Compose project for one server. */
import { stringify } from 'yaml';
import { contextOf, dockerfiles, imageName, type OutFile } from './dockerfile.ts';
import {
  type Exported,
  exportedServices,
  type ExportWish,
  type PublicRoute,
  publicHosts,
  publicRoutes,
} from './exported.ts';
import { secretsOf, settingsOf, settingsText, tlsSecrets } from './secrets.ts';
import { type Sizing, sizingOf } from './sizing.ts';
import type { SecretRecipe } from '../model/container.ts';

/** A finished export. */
export interface Export {
  /** Written anew each time. */
  readonly files: readonly OutFile[];
  /** Written where there is none: the user's from then on. */
  readonly once: readonly OutFile[];
  readonly secrets: Readonly<Record<string, SecretRecipe>>;
  /** The folder that the secrets are in. */
  readonly secretsFolder: string;
  /** Names that the certificate has to be for. */
  readonly hosts: readonly string[];
}

/** A folder as seen from one of the export's. */
export type Relative = (path: string, from?: string) => string;

/** Ports on loopback at which the proxy finds the services. */
const firstProxied = 18_000;

/** What takes ports below 1024 without being root. */
const proxyImage = 'caddy:2.10.2-alpine';

/** Interpolation is for settings alone. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const isHostNetwork = ({ spec }: Exported): boolean => spec.media !== undefined;

/** Of one server, whatever its size. */
const anySize = sizingOf({ instance: '', vcpu: 1, app: 1, stream: 0 });

/** Every service as it is on one server. */
export const composeServices = (wish: ExportWish, sizing: Sizing = anySize): readonly Exported[] =>
  exportedServices(wish, sizing, {
    address: (service) => service,
    addressOfAll: (service) => service,
    instance: (service) => service,
    isConfined: true,
  });

/** All of it. */
export function composeExport(wish: ExportWish, sizing: Sizing, relative: Relative): Export {
  const services = composeServices(wish, sizing);
  const routes = publicRoutes(services, wish.host, sizing);
  const ports = proxiedPorts(services);
  const hosts = publicHosts(routes);
  const settings = settingsOf(services);
  return {
    files: [
      { path: 'compose.yaml', text: header + stringify(project(wish, services, ports, relative), { lineWidth: 0 }) },
      ...dockerfiles(services),
      { path: 'images/proxy/Dockerfile', text: proxyDockerfile },
      { path: 'files/proxy/Caddyfile', text: caddyfile(wish, hosts, routes, ports) },
      ...services.flatMap(({ name, spec }) =>
        Object.entries(spec.files).map(([path, text]) => ({ path: `files/${name}/${baseName(path)}`, text })),
      ),
      { path: 'secrets/.gitignore', text: '*\n' },
    ],
    once: [
      {
        path: '.env',
        text: settingsText({
          PUBLIC_ADDRESS: {
            says: 'The address of this server (a number) at which browsers reach it: media goes straight there.',
            value: wish.host === 'localhost' ? '127.0.0.1' : '',
          },
          ...settings,
        }),
      },
    ],
    secrets: secretsOf(services),
    secretsFolder: 'secrets',
    hosts,
  };
}

const header =
  '# Written by `metaton export compose`: change metaton.yaml and export again, or add a compose.override.yaml.\n';

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Owned by who runs it, so that certificates can be kept; the programs in the image stay as they are. */
const proxyDockerfile = `FROM ${proxyImage}
RUN mkdir -p /data /config && chown 1000:1000 /data /config
USER 1000:1000
`;

/** By service and port: where on loopback the proxy finds it. Those on the machine's own network are where they are. */
function proxiedPorts(services: readonly Exported[]): ReadonlyMap<string, number> {
  const wanted = services.flatMap((service) =>
    [...new Set(service.spec.routes.map(({ port }) => port))].map((port) => ({ service, port })),
  );
  return new Map(
    wanted.map(({ service, port }, index) => [
      `${service.name}:${port}`,
      isHostNetwork(service) ? (service.spec.ports[port] ?? 0) : firstProxied + index,
    ]),
  );
}

function project(
  wish: ExportWish,
  services: readonly Exported[],
  ports: ReadonlyMap<string, number>,
  relative: Relative,
): object {
  const volumes = services.flatMap(({ name, spec }) => (spec.volume ? [`${name}-data`] : []));
  const secretNames = [...Object.keys(secretsOf(services)), ...(wish.tls === 'files' ? Object.values(tlsSecrets) : [])];
  return {
    name: 'metaton',
    services: {
      proxy: proxy(wish, services),
      ...Object.fromEntries(services.map((each) => [each.name, service(each, services, wish, ports, relative)])),
    },
    volumes: Object.fromEntries(['proxy-data', 'proxy-config', ...volumes].map((name) => [name, {}])),
    configs: Object.fromEntries<object>([
      ['proxy-Caddyfile', { file: './files/proxy/Caddyfile' }],
      ...services.flatMap(({ name, spec }) =>
        Object.keys(spec.files).map((path): [string, object] => [
          `${name}-${baseName(path)}`,
          { file: `./files/${name}/${baseName(path)}` },
        ]),
      ),
    ]),
    secrets: Object.fromEntries(secretNames.map((name) => [name, { file: `./secrets/${name}` }])),
  };
}

const proxy = ({ tls, registry }: ExportWish, services: readonly Exported[]): object => ({
  build: { context: '.', dockerfile: 'images/proxy/Dockerfile' },
  image: `${registry}/proxy:${proxyImage.replace(/\W+/g, '-')}`,
  restart: 'unless-stopped',
  init: true,
  // As what has media is, for its many ports: Docker would keep a process for each that it forwards.
  network_mode: 'host',
  cap_drop: ['ALL'],
  cap_add: ['NET_BIND_SERVICE'],
  ...(tls === 'files' ? { secrets: Object.values(tlsSecrets) } : {}),
  configs: [{ source: 'proxy-Caddyfile', target: '/etc/caddy/Caddyfile' }],
  volumes: ['proxy-data:/data', 'proxy-config:/config'],
  depends_on: Object.fromEntries(
    services.filter(({ spec }) => spec.routes.length > 0).map(({ name }) => [name, { condition: 'service_started' }]),
  ),
});

function service(
  each: Exported,
  services: readonly Exported[],
  { registry }: ExportWish,
  ports: ReadonlyMap<string, number>,
  relative: Relative,
): object {
  const { name, spec, source, share, health } = each;
  const proxied = isHostNetwork(each) ? [] : [...new Set(spec.routes.map(({ port }) => port))];
  const built = spec.image.kind === 'built' && source;
  return {
    ...(built
      ? {
          build: {
            context: '.',
            dockerfile: `images/${name}/Dockerfile`,
            additional_contexts: { source: contextOf(source, (path) => relative(path)) },
          },
        }
      : {}),
    image: imageName(each, registry),
    ...(spec.command ? { command: spec.command.map(literal) } : {}),
    restart: 'unless-stopped',
    init: true,
    user: `${spec.user}:${spec.user}`,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    ...(isHostNetwork(each) ? { network_mode: 'host' } : {}),
    ...(proxied.length > 0
      ? {
          ports: proxied.map((port) => `127.0.0.1:${ports.get(`${name}:${port}`) ?? 0}:${spec.ports[port] ?? 0}`),
        }
      : {}),
    environment: environmentOf(each),
    ...(Object.keys(spec.secrets).length > 0 ? { secrets: Object.keys(spec.secrets) } : {}),
    ...(Object.keys(spec.files).length > 0
      ? {
          configs: Object.keys(spec.files).map((path) => ({ source: `${name}-${baseName(path)}`, target: path })),
        }
      : {}),
    ...(spec.volume ? { volumes: [`${name}-data:${spec.volume.path}`] } : {}),
    tmpfs: ['/tmp:mode=1777'],
    ...(health ? { healthcheck: healthcheck(health, spec.startsWithinMs) } : {}),
    ...(spec.needs.length > 0
      ? { depends_on: Object.fromEntries(spec.needs.map((need) => [need, { condition: conditionOf(need, services) }])) }
      : {}),
    deploy: {
      resources: {
        reservations: { cpus: String(share.milliCpu / 1000), memory: `${share.memoryMiB}M` },
      },
    },
  };
}

/** Started is all that can be known of one that answers no question. */
const conditionOf = (need: string, services: readonly Exported[]): string =>
  services.find(({ name }) => name === need)?.health ? 'service_healthy' : 'service_started';

const environmentOf = ({ spec }: Exported): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(spec.environment).map(([name, text]) => [name, literal(text)])),
  ...Object.fromEntries(Object.keys(spec.settings ?? {}).map((name) => [name, `\${${name}-}`])),
  ...(spec.media ? { [spec.media.announce]: '${PUBLIC_ADDRESS:?write the address of this server into .env}' } : {}),
});

function healthcheck(health: NonNullable<Exported['health']>, startsWithinMs: number): object {
  const test =
    health.kind === 'command'
      ? health.command
      : [
          ...['wget', '-q', '-O', '/dev/null'],
          ...(health.scheme === 'https' ? ['--no-check-certificate'] : []),
          `${health.scheme}://127.0.0.1:${health.port}${health.path}`,
        ];
  return {
    test: ['CMD', ...test.map(literal)],
    interval: '15s',
    timeout: '10s',
    retries: 4,
    start_period: `${startsWithinMs / 1000}s`,
    start_interval: '2s',
  };
}

/** Certificates are asked for and renewed by it, or read from files. */
function caddyfile(
  { tls }: ExportWish,
  hosts: readonly string[],
  routes: readonly PublicRoute[],
  ports: ReadonlyMap<string, number>,
): string {
  const sites = hosts.map((host) => {
    const handles = routes
      .filter(({ publicHost }) => publicHost === host)
      .map((route) => handle(route, ports.get(`${route.service}:${route.port}`) ?? 0));
    const certificate =
      tls === 'files' ? `\ttls /run/secrets/${tlsSecrets.chain} /run/secrets/${tlsSecrets.key}\n` : '';
    return `${host} {\n${certificate}${handles.join('')}}\n`;
  });
  return `{\n\tadmin off\n}\n\n${sites.join('\n')}`;
}

const handle = ({ path, isTls }: PublicRoute, port: number): string => {
  const matcher = path === '/' ? '' : ` ${path}*`;
  // Inside, each certificate is made at the start of its container: nothing leaves this machine.
  const upstream = isTls
    ? `reverse_proxy https://127.0.0.1:${port} {\n\t\t\theader_up Host {host}\n\t\t\ttransport http {\n\t\t\t\ttls_insecure_skip_verify\n\t\t\t}\n\t\t}`
    : `reverse_proxy 127.0.0.1:${port}`;
  return `\thandle${matcher} {\n\t\t${upstream}\n\t}\n`;
};
