/** The scene editor, compiled and served by webpack. */
import type { Patch, Render } from '../model/patch.ts';
import { defineService, type InstallCommand } from '../model/service-definition.ts';
import { clientEnvironment, pageContainer } from './shared/page-container.ts';
import {
  certificateProofs,
  certsFolderCopies,
  heldRequest,
  pageServerEnvironment,
  pageServerReadiness,
  pageServerScrub,
  pageServerStop,
  webpackMarks,
} from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always, nodeRuntimes } from './shared/node-runtimes.ts';
import { asksForDevServer, correction } from './shared/webpack-dev-server.ts';
import type { StackValues } from '../model/stack-values.ts';

const assetsPath = ({ host, port }: Pick<StackValues, 'host' | 'port'>): string => `https://${host}:${port('spoke')}/`;

/** What the guide writes into the script that starts it: there it wins over .env. */
const inStartScript = (name: string, why: string, value: Render): Patch => ({
  id: `package.${name.toLowerCase().replaceAll('_', '-')}`,
  file: 'package.json',
  why,
  kind: 'correct',
  pattern: new RegExp(String.raw`^[ \t]*"start": "[^"]*\b${name}=(?<value>[^ "]*)`),
  right: (_, values) => value(values),
  byHand: true,
});

const install: InstallCommand = {
  commands: [['yarn', 'install', '--frozen-lockfile']],
  produces: 'node_modules',
  lock: 'yarn.lock',
  environment: {
    // Hooks in the user's own clone, and a browser of 150 MB that only the tests want.
    HUSKY_SKIP_INSTALL: '1',
    PUPPETEER_SKIP_DOWNLOAD: '1',
    PUPPETEER_SKIP_CHROMIUM_DOWNLOAD: '1',
    ...gitOverHttps,
  },
  installedMiB: 626,
  memoryMiB: 800,
};

export const spoke = defineService({
  name: 'spoke',
  summary: 'Scene editor, seen at /spoke.',
  source: {
    kind: 'checkout',
    repositories: repositoriesOf('spoke'),
    cloneMiB: 45,
    marks: ['package.json', 'webpack.config.js', 'src/api/Api.js'],
    toolchains: [{ matches: always, runtime: { ...nodeRuntimes[16], isYarn: true } }],
    install,
  },
  eras: [
    {
      // webpack-dev-server 3, started directly, with settings from .env.
      name: 'wds3',
      matches: (checkout) => asksForDevServer(checkout, 3),
      adopts: [
        {
          file: 'package.json',
          pattern: /^[ \t]*"start": "[^"]*--cert/,
          words: 'passes the certificate by flags; webpack-dev-server 3 takes them, and they name the same files',
        },
      ],
      patches: [
        {
          id: 'webpack.default-host-name',
          file: 'webpack.config.js',
          why: 'The address for live reload is made of this name, and the default one needs an entry in the hosts file.',
          kind: 'replace-line',
          line: /^const defaultHostName = (["'`])(?<value>.*)\1;?$/,
          value: ({ host }) => host,
        },
        correction(
          'webpack.port',
          /^[ \t]*const port = process\.env\.HOST_PORT \|\| (?<value>\d+);?$/,
          'Reticulum looks for the editor at this port.',
          (_, { port }) => String(port('spoke')),
        ),
        inStartScript('ROUTER_BASE_PATH', 'Reticulum shows the editor at this path.', () => '/spoke'),
        inStartScript(
          'BASE_ASSETS_PATH',
          'The editor is shown by reticulum and fetches its scripts from here.',
          assetsPath,
        ),
        {
          id: 'api.thumbnails-of-own-server',
          file: 'src/api/Api.js',
          why: 'Pictures of our own server need no thumbnail server, and there is none.',
          kind: 'replace-line',
          line: /^\s*if \((?:configs\.)?RETICULUM_SERVER\.includes\("(?<value>[^"]*)"\) && url\.includes\("[^"]*"\)\) \{$/,
          value: ({ host }) => host,
        },
        {
          id: 'api.thumbnails-of-own-pictures',
          file: 'src/api/Api.js',
          why: 'Pictures of our own server need no thumbnail server, and there is none.',
          kind: 'replace-line',
          line: /^\s*if \((?:configs\.)?RETICULUM_SERVER\.includes\("[^"]*"\) && url\.includes\("(?<value>[^"]*)"\)\) \{$/,
          value: ({ host }) => host,
        },
        {
          id: 'env.servers',
          file: '.env',
          why: 'The default servers have been switched off since 2024.',
          kind: 'set-env',
          values: ({ host, port }) => ({
            ROUTER_BASE_PATH: '/spoke',
            BASE_ASSETS_PATH: assetsPath({ host, port }),
            HUBS_SERVER: `${host}:${port('reticulum')}`,
            RETICULUM_SERVER: `${host}:${port('reticulum')}`,
            CORS_PROXY_SERVER: `${host}:${port('reticulum')}`,
            // Never empty: an empty list sends even our own host through the proxy.
            NON_CORS_PROXY_DOMAINS: host,
            THUMBNAIL_SERVER: `${host}:${port('reticulum')}`,
            INTERNAL_HOSTNAME: host,
            // Older code has somebody's token as its default.
            GITHUB_PUBLIC_TOKEN: '',
          }),
        },
      ],
    },
  ],
  ports: {
    https: {
      number: 9090,
      fixedBecause: 'The page origins of reticulum say 9090.',
      protocol: 'https',
    },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: (values) => certsFolderCopies(values, 'spoke'),
  launch: ({ host, port }) => ({
    kind: 'command',
    command: {
      program: 'node',
      args: [
        'node_modules/webpack-dev-server/bin/webpack-dev-server.js',
        '--mode',
        'development',
        // HOST_IP would confine it as well, but would also send live reload to a name that no page may ask.
        '--host',
        '127.0.0.1',
        '--public',
        `${host}:${port('spoke')}`,
      ],
    },
  }),
  environment: (values) => ({
    NODE_ENV: 'development',
    ...pageServerEnvironment(values, 'spoke', { hasWebpack4: true }),
  }),
  scrub: pageServerScrub,
  readiness: (values) => pageServerReadiness(values, 'spoke', { own: '/index.html', throughReticulum: '/spoke' }),
  container: (values) =>
    pageContainer(values, 'spoke', {
      install,
      environment: {
        ...clientEnvironment(values),
        HUBS_SERVER: values.host,
        ROUTER_BASE_PATH: '/spoke',
        IS_MOZ: 'false',
        GITHUB_PUBLIC_TOKEN: '',
      },
      build: ['yarn', 'build'],
      readyPath: '/index.html',
    }),
  compiles: webpackMarks,
  noise: heldRequest,
  startMemoryMiB: 900,
  urls: ({ host, port, runs }) =>
    runs('reticulum') ? [{ label: 'Spoke', url: `https://${host}:${port('reticulum')}/spoke` }] : [],
  proofs: (values) => certificateProofs(values, 'spoke'),
  stop: pageServerStop,
});
