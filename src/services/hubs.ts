/** The browser client, compiled and served by webpack. */
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
import { always, hasLockfile3, nodeRuntimes } from './shared/node-runtimes.ts';
import {
  constant,
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
  installedMiB: 1465,
  memoryMiB: 1200,
};

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
    install,
  },
  eras: webpackEras([
    constant(
      'webpack.local-dev-host',
      'localDevHost',
      'The addresses of assets and of reticulum are made of this name, which no setting can change.',
      ({ host }) => host,
    ),
    localSetting(
      'CORS_PROXY_SERVER',
      'The CORS proxy is reticulum; the default name needs an entry in the hosts file.',
      ({ host, port }) => `${host}:${port('reticulum')}`,
    ),
    {
      id: 'webpack.host',
      file: 'webpack.config.js',
      why: 'The name under which the dev server lets itself be asked.',
      kind: 'replace-line',
      line: /^\s*const host = process\.env\.HOST_IP \|\| env\.localDev \|\| env\.remoteDev \? (["'`])(?<value>.*?)\1/,
      value: ({ host }) => host,
    },
    ...nameEdits,
    correction(
      'webpack.port',
      /^[ \t]*port: (?<value>\d+),?$/,
      'Reticulum looks for the pages at this port.',
      (_, { port }) => String(port('hubs')),
    ),
    correction(
      'webpack.assets-port',
      /^[ \t]*BASE_ASSETS_PATH: `https:\/\/\$\{localDevHost\}:(?<value>\d+)\/`,?$/,
      'Scripts are fetched from the port at which they are served.',
      (_, { port }) => String(port('hubs')),
    ),
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
  ]),
  ports: {
    https: {
      number: 8080,
      fixedBecause: 'webpack.config.js of hubs and the page origins of reticulum both say 8080.',
      protocol: 'https',
    },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: (values) => certsFolderCopies(values, 'hubs'),
  launch: (values) => webpackLaunch(values, 'hubs', 'localDev'),
  environment: (values) => pageServerEnvironment(values, 'hubs', { hasWebpack4: isWebpack4(values.era('hubs')) }),
  scrub: pageServerScrub,
  // Any query keeps a first visit from being sent to the admin panel.
  readiness: (values) => pageServerReadiness(values, 'hubs', { own: '/index.html', throughReticulum: '/?skipadmin' }),
  container: (values) =>
    pageContainer(values, 'hubs', {
      install,
      environment: clientEnvironment(values),
      // Not its script, which would check the style of the code first.
      build: ['npx', 'webpack', '--mode=production'],
      readyPath: '/index.html',
    }),
  compiles: webpackMarks,
  noise: heldRequest,
  startMemoryMiB: 2200,
  // On its own port it is another origin, without the login; reticulum shows it.
  urls: ({ host, port }) => [{ label: 'client', url: `https://${host}:${port('reticulum')}/?skipadmin` }],
  proofs: (values) => certificateProofs(values, 'hubs'),
  stop: pageServerStop,
});
