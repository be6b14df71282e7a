/** The admin panel: the folder `admin` of hubs, compiled and served by a webpack of its own. */
import type { Patch, Render } from '../model/patch.ts';
import { defineService } from '../model/service-definition.ts';
import {
  certsFolderCopies,
  pageServerReadiness,
  pageServerStop,
  servesOurCertificate,
  heldRequest,
  webpack5Marks,
} from './shared/page-server.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always, nodeRuntimes } from './shared/node-runtimes.ts';

/** One key of the settings that `--env local=1` puts over everything else. */
const localSetting = (key: string, why: string, value: Render): Patch => ({
  id: `webpack.${key.toLowerCase().replaceAll('_', '-')}`,
  file: 'webpack.config.js',
  why,
  kind: 'replace-line',
  line: new RegExp(String.raw`^\s*${key}: "(?<value>[^"]*)",?$`),
  value,
});

export const hubsAdmin = defineService({
  name: 'hubs-admin',
  summary: 'Admin panel, seen at /admin.',
  source: {
    kind: 'folder-of',
    service: 'hubs',
    folder: 'admin',
    marks: ['package.json', 'webpack.config.js'],
    toolchains: [
      {
        matches: ({ text }) => /"node":\s*">=22/.test(text('package.json') ?? ''),
        runtime: nodeRuntimes[22],
        // react-admin 3 does not admit the React that it is used with.
        installArgs: ['--legacy-peer-deps'],
      },
      { matches: always, runtime: nodeRuntimes[16] },
    ],
    install: {
      commands: [['npm', 'ci']],
      produces: 'node_modules',
      lock: 'package-lock.json',
      environment: gitOverHttps,
      installedMiB: 498,
      memoryMiB: 800,
    },
  },
  eras: [
    {
      // webpack-dev-server 4: https and certs/ by itself, and `--env local=1`.
      name: 'wds4',
      matches: ({ text }) => /"webpack-dev-server":\s*"[\^~]?4[."]/.test(text('package.json') ?? ''),
      patches: [
        localSetting('HOST', 'The default name needs an entry in the hosts file.', ({ host }) => host),
        localSetting(
          'RETICULUM_SOCKET_SERVER',
          'The default name needs an entry in the hosts file.',
          ({ host }) => host,
        ),
        localSetting(
          'CORS_PROXY_SERVER',
          'The CORS proxy is reticulum; the default name needs an entry in the hosts file.',
          ({ host, port }) => `${host}:${port('reticulum')}`,
        ),
        localSetting('NON_CORS_PROXY_DOMAINS', 'What comes from our own host needs no proxy.', ({ host }) => host),
        localSetting(
          'BASE_ASSETS_PATH',
          'The panel is shown by reticulum and fetches its scripts from here.',
          ({ host, port }) => `https://${host}:${port('hubs-admin')}/`,
        ),
        localSetting(
          'RETICULUM_SERVER',
          'The panel asks reticulum under this name.',
          ({ host, port }) => `${host}:${port('reticulum')}`,
        ),
        // POSTGREST_SERVER stays empty: the panel then goes through reticulum, which signs for it.
        {
          id: 'webpack.allowed-host',
          file: 'webpack.config.js',
          why: 'The name under which the dev server lets itself be asked.',
          kind: 'replace-line',
          line: /^\s*const (?:defaultHostName =|host = process\.env\.HOST_IP \|\|) "(?<value>[^"]*)";$/,
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
          why: 'The panel comes from reticulum, so the browser asks for leave to fetch from here.',
          kind: 'replace-line',
          line: /^\s*app\.use\(cors\(\{ origin: \/(?<value>.*)\(:\\d\*\)\?\$\/ \}\)\);$/,
          value: ({ host }) => host.replaceAll('.', String.raw`\.`),
        },
      ],
    },
  ],
  ports: {
    https: {
      number: 8989,
      fixedBecause: 'The page origins of reticulum say 8989.',
      protocol: 'https',
    },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: (values) => certsFolderCopies(values, 'hubs-admin'),
  launch: () => ({
    kind: 'command',
    command: {
      program: 'node',
      args: [
        'node_modules/webpack/bin/webpack.js',
        'serve',
        '--mode=development',
        '--env',
        'local=1',
        // The config says 0.0.0.0; reticulum asks over IPv4.
        '--host',
        '127.0.0.1',
      ],
    },
  }),
  environment: ({ certificate }) => ({ NODE_EXTRA_CA_CERTS: certificate.authority }),
  // PORT would move it off the port at which reticulum looks for it.
  scrub: [
    'BASE_ASSETS_PATH',
    'CORS_PROXY_SERVER',
    'HOST',
    'HOST_IP',
    'INTERNAL_HOSTNAME',
    'ITA_SERVER',
    'NODE_ENV',
    'NODE_OPTIONS',
    'NON_CORS_PROXY_DOMAINS',
    'PORT',
    'POSTGREST_SERVER',
    'RETICULUM_*',
    'TIER',
  ],
  readiness: (values) => pageServerReadiness(values, 'hubs-admin', { own: '/admin.html', throughReticulum: '/admin' }),
  compiles: webpack5Marks,
  noise: heldRequest,
  startMemoryMiB: 700,
  urls: ({ host, port, runs }) =>
    runs('reticulum') ? [{ label: 'Admin panel', url: `https://${host}:${port('reticulum')}/admin` }] : [],
  proofs: (values) => [servesOurCertificate(values, 'hubs-admin')],
  stop: pageServerStop,
});
