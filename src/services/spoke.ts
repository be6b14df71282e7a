/** The scene editor, compiled and served by webpack. */
import { defineService } from '../model/service-definition.ts';
import {
  certsFolderCopies,
  pageServerReadiness,
  pageServerStop,
  servesOurCertificate,
  heldRequest,
  webpack4Marks,
} from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always, nodeRuntimes } from './shared/node-runtimes.ts';

export const spoke = defineService({
  name: 'spoke',
  summary: 'Scene editor, seen at /spoke.',
  source: {
    kind: 'checkout',
    repositories: repositoriesOf('spoke'),
    cloneMiB: 45,
    marks: ['package.json', 'webpack.config.js', 'src/api/Api.js'],
    toolchains: [{ matches: always, runtime: { ...nodeRuntimes[16], isYarn: true } }],
    install: {
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
    },
  },
  eras: [
    {
      // webpack-dev-server 3, started directly, with settings from .env.
      name: 'wds3',
      matches: ({ text }) => /"webpack-dev-server":\s*"[\^~]?3[."]/.test(text('package.json') ?? ''),
      patches: [
        {
          id: 'webpack.default-host-name',
          file: 'webpack.config.js',
          why: 'The address for live reload is made of this name, and the default one needs an entry in the hosts file.',
          kind: 'replace-line',
          line: /^const defaultHostName = "(?<value>[^"]*)";$/,
          value: ({ host }) => host,
        },
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
            BASE_ASSETS_PATH: `https://${host}:${port('spoke')}/`,
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
  environment: ({ certificate }) => ({ NODE_ENV: 'development', NODE_EXTRA_CA_CERTS: certificate.authority }),
  scrub: [
    'BASE_ASSETS_PATH',
    'CORS_PROXY_SERVER',
    'GA_TRACKING_ID',
    'GITHUB_ORG',
    'GITHUB_PUBLIC_TOKEN',
    'GITHUB_REPO',
    'HOST',
    'HOST_IP',
    'HOST_PORT',
    'HUBS_SERVER',
    'INTERNAL_HOSTNAME',
    'IS_MOZ',
    'NODE_ENV',
    'NODE_OPTIONS',
    'NON_CORS_PROXY_DOMAINS',
    'PORT',
    'RETICULUM_*',
    'ROUTER_BASE_PATH',
    'SENTRY_DSN',
    'THUMBNAIL_SERVER',
  ],
  readiness: (values) => pageServerReadiness(values, 'spoke', { own: '/index.html', throughReticulum: '/spoke' }),
  compiles: webpack4Marks,
  noise: heldRequest,
  startMemoryMiB: 900,
  urls: ({ host, port, runs }) =>
    runs('reticulum') ? [{ label: 'Spoke', url: `https://${host}:${port('reticulum')}/spoke` }] : [],
  proofs: (values) => [servesOurCertificate(values, 'spoke')],
  stop: pageServerStop,
});
