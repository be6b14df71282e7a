/** The admin panel: the folder `admin` of hubs, compiled and served by a webpack of its own. */
import { defineService, type InstallCommand } from '../model/service-definition.ts';
import { clientEnvironment, pageContainer } from './shared/page-container.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always, nodeRuntimes } from './shared/node-runtimes.ts';
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
import {
  correction,
  isWebpack4,
  localSetting,
  nameEdits,
  webpackEras,
  webpackLaunch,
} from './shared/webpack-dev-server.ts';

const install: InstallCommand = {
  commands: [['npm', 'ci']],
  produces: 'node_modules',
  lock: 'package-lock.json',
  environment: gitOverHttps,
  installedMiB: 498,
  memoryMiB: 800,
};

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
    install,
  },
  eras: webpackEras([
    localSetting('HOST', 'The default name needs an entry in the hosts file.', ({ host }) => host),
    localSetting('RETICULUM_SOCKET_SERVER', 'The default name needs an entry in the hosts file.', ({ host }) => host),
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
    correction(
      'webpack.postgrest-server',
      /^[ \t]*POSTGREST_SERVER: (["'`])(?<value>.*)\1,?$/,
      'Empty, the panel goes through reticulum, which signs for it; PostgREST itself takes no questions from a browser.',
      () => '',
    ),
    {
      id: 'webpack.allowed-host',
      file: 'webpack.config.js',
      why: 'The name under which the dev server lets itself be asked.',
      kind: 'replace-line',
      line: /^\s*const (?:defaultHostName =|host = process\.env\.HOST_IP \|\|) (["'`])(?<value>.*)\1;?$/,
      value: ({ host }) => host,
    },
    ...nameEdits,
    correction(
      'webpack.port',
      /^[ \t]*port: process\.env\.PORT \|\| "?(?<value>\d+)"?,?$/,
      'Reticulum looks for the panel at this port.',
      (_, { port }) => String(port('hubs-admin')),
    ),
  ]),
  ports: {
    https: {
      number: 8989,
      fixedBecause: 'The page origins of reticulum say 8989.',
      protocol: 'https',
    },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: (values) => certsFolderCopies(values, 'hubs-admin'),
  launch: (values) => webpackLaunch(values, 'hubs-admin', 'local'),
  environment: (values) =>
    pageServerEnvironment(values, 'hubs-admin', { hasWebpack4: isWebpack4(values.era('hubs-admin')) }),
  scrub: pageServerScrub,
  readiness: (values) => pageServerReadiness(values, 'hubs-admin', { own: '/admin.html', throughReticulum: '/admin' }),
  container: (values) =>
    pageContainer(values, 'hubs-admin', {
      install,
      environment: clientEnvironment(values),
      // It takes some of its libraries from the folder above.
      before: [['npm', '--prefix', '..', 'ci']],
      build: ['npx', 'webpack', '--mode=production'],
      readyPath: '/admin.html',
    }),
  compiles: webpackMarks,
  noise: heldRequest,
  startMemoryMiB: 700,
  urls: ({ host, port, runs }) =>
    runs('reticulum') ? [{ label: 'Admin panel', url: `https://${host}:${port('reticulum')}/admin` }] : [],
  proofs: (values) => certificateProofs(values, 'hubs-admin'),
  stop: pageServerStop,
});
