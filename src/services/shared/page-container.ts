/** A front end in a container: built once for its host, then files that a small server shows. */
import type { ContainerSpec, ContainerValues } from '../../model/container.ts';
import type { CommandWords } from '../../model/command.ts';
import type { InstallCommand } from '../../model/service-definition.ts';
import { installWords, nodeImage, plainCaddy } from './build-images.ts';

const port = 8080;

/** Where its pages and scripts are, below the public name and on its own server. */
const pagesPath = (service: string): string => `/pages/${service}`;

/** Where reticulum takes its pages from. */
export const pageOrigin = ({ address }: ContainerValues, service: string): string =>
  `http://${address(service)}:${port}${pagesPath(service)}`;

/** Where browsers take its scripts from: a path of the host itself, which every policy allows. */
const assetsPath = ({ host }: ContainerValues, service: string): string => `https://${host}${pagesPath(service)}/`;

const caddyfile = `{
	admin off
	auto_https off
}
:${port} {
	root * /srv
	header Access-Control-Allow-Origin *
	file_server
}
`;

/** One front end. */
export function pageContainer(
  values: ContainerValues,
  service: string,
  {
    install,
    environment,
    build,
    before = [],
    readyPath,
  }: {
    readonly install: InstallCommand;
    readonly environment: Readonly<Record<string, string>>;
    readonly build: CommandWords;
    readonly before?: readonly (CommandWords | string)[];
    readonly readyPath: string;
  },
): ContainerSpec {
  const toolchain = values.toolchain(service);
  return {
    image: {
      kind: 'built',
      builder: { from: nodeImage(toolchain), manager: 'apt', packages: ['git', 'python3', 'build-essential'] },
      folder: '/code',
      environment: {
        // Nobody looks at these in a build, and their downloads are large.
        HUSKY_SKIP_INSTALL: '1',
        PUPPETEER_SKIP_DOWNLOAD: '1',
        PUPPETEER_SKIP_CHROMIUM_DOWNLOAD: '1',
        QT_QPA_PLATFORM: 'offscreen',
        ...texts(install.environment ?? {}),
        ...environment,
        BASE_ASSETS_PATH: assetsPath(values, service),
      },
      commands: [...before, ...installWords(install, toolchain), build],
      result: plainCaddy,
      copies: { dist: `/srv${pagesPath(service)}` },
    },
    command: ['/usr/local/bin/caddy', 'run', '--config', '/etc/caddy/Caddyfile'],
    environment: { XDG_DATA_HOME: '/tmp', XDG_CONFIG_HOME: '/tmp' },
    secrets: {},
    files: { '/etc/caddy/Caddyfile': caddyfile },
    ports: { http: port },
    user: 1000,
    health: { kind: 'http', scheme: 'http', port, path: `${pagesPath(service)}${readyPath}` },
    startsWithinMs: 30_000,
    needs: [],
    callers: { http: ['reticulum'] },
    routes: [{ prefix: '', path: `${pagesPath(service)}/`, port: 'http', isTls: false }],
    grows: 'little',
  };
}

const texts = (environment: Readonly<Record<string, string | object>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** What Hubs' client and panel are built to ask: reticulum under the public name. */
export const clientEnvironment = ({ host, publicHost }: ContainerValues): Readonly<Record<string, string>> => ({
  RETICULUM_SERVER: host,
  RETICULUM_SOCKET_SERVER: host,
  CORS_PROXY_SERVER: publicHost('cors'),
  NON_CORS_PROXY_DOMAINS: host,
  THUMBNAIL_SERVER: host,
  SHORTLINK_DOMAIN: `${host}/link`,
  // Empty, the panel goes through reticulum, which signs for it.
  POSTGREST_SERVER: '',
  ITA_SERVER: '',
});
