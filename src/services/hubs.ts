/** The browser client, compiled and served by webpack. */
import { defineService } from '../model/service-definition.ts';
import {
  certsFolderCopies,
  pageServerReadiness,
  pageServerStop,
  servesOurCertificate,
  heldRequest,
  webpack5Marks,
} from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always, hasLockfile3, nodeRuntimes } from './shared/node-runtimes.ts';

export const hubs = defineService({
  name: 'hubs',
  summary: 'Browser client: the rooms themselves.',
  source: {
    kind: 'checkout',
    repositories: repositoriesOf('hubs'),
    cloneMiB: 13,
    marks: ['package.json', 'webpack.config.js', 'admin/package.json'],
    toolchains: [
      { matches: hasLockfile3, runtime: nodeRuntimes[22] },
      { matches: always, runtime: nodeRuntimes[16] },
    ],
    install: {
      commands: [['npm', 'ci']],
      produces: 'node_modules',
      lock: 'package-lock.json',
      environment: gitOverHttps,
      installedMiB: 1465,
      memoryMiB: 1200,
    },
  },
  eras: [
    {
      // webpack-dev-server 4: https and certs/ by itself, and `--env localDev=1`.
      name: 'wds4',
      matches: ({ text }) => /"webpack-dev-server":\s*"[\^~]?4[."]/.test(text('package.json') ?? ''),
      patches: [
        {
          id: 'webpack.local-dev-host',
          file: 'webpack.config.js',
          why: 'The addresses of assets and of reticulum are made of this name, which no setting can change.',
          kind: 'replace-line',
          line: /^\s*const localDevHost = "(?<value>[^"]*)";$/,
          value: ({ host }) => host,
        },
        {
          id: 'webpack.cors-proxy',
          file: 'webpack.config.js',
          why: 'The CORS proxy is reticulum; the default name needs an entry in the hosts file.',
          kind: 'replace-line',
          line: /^\s*CORS_PROXY_SERVER: "(?<value>[^"]*)",$/,
          value: ({ host, port }) => `${host}:${port('reticulum')}`,
        },
        {
          id: 'webpack.host',
          file: 'webpack.config.js',
          why: 'The name under which the dev server lets itself be asked.',
          kind: 'replace-line',
          line: /^\s*const host = process\.env\.HOST_IP \|\| env\.localDev \|\| env\.remoteDev \? "(?<value>[^"]*)"/,
          value: ({ host }) => host,
        },
        {
          id: 'webpack.internal-hostname',
          file: 'webpack.config.js',
          why: 'The name under which reticulum asks the dev server for pages.',
          kind: 'replace-line',
          line: /^\s*const internalHostname = process\.env\.INTERNAL_HOSTNAME \|\| "(?<value>[^"]*)";$/,
          value: ({ host }) => host,
        },
        {
          id: 'webpack.cors-origin',
          file: 'webpack.config.js',
          why: 'Pages come from reticulum, so the browser asks for leave to fetch from here.',
          kind: 'replace-line',
          line: /^\s*app\.use\(cors\(\{ origin: \/(?<value>.*)\(:\\d\*\)\?\$\/ \}\)\);$/,
          value: ({ host }) => host.replaceAll('.', String.raw`\.`),
        },
        {
          id: 'env.dead-hosts',
          file: '.env',
          why: 'The default servers for thumbnails and short links have been switched off.',
          kind: 'set-env',
          values: ({ host, port }) => ({
            THUMBNAIL_SERVER: `${host}:${port('reticulum')}`,
            SHORTLINK_DOMAIN: `${host}:${port('reticulum')}`,
          }),
        },
      ],
    },
  ],
  ports: {
    https: {
      number: 8080,
      fixedBecause: 'webpack.config.js of hubs and the page origins of reticulum both say 8080.',
      protocol: 'https',
    },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: (values) => certsFolderCopies(values, 'hubs'),
  launch: () => ({
    kind: 'command',
    command: {
      program: 'node',
      args: [
        'node_modules/webpack/bin/webpack.js',
        'serve',
        '--mode=development',
        '--env',
        'localDev=1',
        // The config says 0.0.0.0; reticulum asks over IPv4.
        '--host',
        '127.0.0.1',
      ],
    },
  }),
  environment: ({ certificate }) => ({ NODE_EXTRA_CA_CERTS: certificate.authority }),
  scrub: [
    'APP_CONFIG',
    'BASE_ASSETS_PATH',
    'CORS_PROXY_SERVER',
    'DEV_CSP_SOURCE',
    'HOST',
    'HOST_IP',
    'INTERNAL_HOSTNAME',
    'LIVE_RELOAD',
    'LOAD_APP_CONFIG',
    'NODE_ENV',
    'NODE_OPTIONS',
    'NON_CORS_PROXY_DOMAINS',
    'PORT',
    'RETICULUM_*',
    'SHORTLINK_DOMAIN',
    'THUMBNAIL_SERVER',
  ],
  // Any query keeps a first visit from being sent to the admin panel.
  readiness: (values) => pageServerReadiness(values, 'hubs', { own: '/index.html', throughReticulum: '/?skipadmin' }),
  compiles: webpack5Marks,
  noise: heldRequest,
  startMemoryMiB: 2200,
  // On its own port it is another origin, without the login; reticulum shows it.
  urls: ({ host, port }) => [{ label: 'client', url: `https://${host}:${port('reticulum')}/?skipadmin` }],
  proofs: (values) => [servesOurCertificate(values, 'hubs')],
  stop: pageServerStop,
});
