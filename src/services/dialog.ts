/** The WebRTC media server, built on mediasoup. */
import { join } from 'node:path';
import type { Proof } from '../model/proof.ts';
import type { ContainerSpec, ContainerValues } from '../model/container.ts';
import { defineService, type InstallCommand } from '../model/service-definition.ts';
import { installWords, nodeImage } from './shared/build-images.ts';
import { openTo, preload } from './shared/node-options.ts';
import { certificateProofs } from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { always, hasLockfile3, nodeRuntimes } from './shared/node-runtimes.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { TokenRequest } from '../model/token.ts';

/** Its media server is compiled. */
const install: InstallCommand = {
  commands: [['npm', 'ci']],
  produces: 'node_modules',
  lock: 'package-lock.json',
  installedMiB: 200,
  memoryMiB: 1500,
  failsIn: { path: /\s/, because: 'make, which builds its media worker, takes a space for the end of a name' },
};

export const dialog = defineService({
  name: 'dialog',
  summary: 'WebRTC media server: voice, video and screens.',
  source: {
    kind: 'checkout',
    repositories: repositoriesOf('dialog'),
    cloneMiB: 1,
    marks: ['package.json', 'index.js', 'config.js'],
    toolchains: [
      {
        matches: hasLockfile3,
        runtime: nodeRuntimes[18],
        // The lockfile names mediasoup 3.11.4, which npm has no more. This is the next one whose media server comes
        // built; package.json admits it, and the lockfile stays as it is.
        installCommands: [['npm', 'install', '--no-save', '--no-package-lock', 'mediasoup@3.12.16']],
      },
      { matches: always, runtime: nodeRuntimes[16] },
    ],
    install,
  },
  eras: [
    {
      // Every setting that matters can come from the environment, so nothing is edited.
      name: 'env-config',
      matches: ({ text }) => {
        const config = text('config.js') ?? '';
        return ['HTTPS_CERT_FULLCHAIN', 'HTTPS_CERT_PRIVKEY', 'AUTH_KEY'].every((name) => config.includes(name));
      },
      patches: [],
      adopts: [
        {
          file: 'package.json',
          pattern: /^[ \t]*"start": "[^"]*MEDIASOUP_(?:LISTEN|ANNOUNCED)_IP=/,
          words: 'sets addresses that metaton gives by the environment',
        },
      ],
    },
  ],
  ports: {
    https: { number: 4443, protocol: 'https' },
    admin: { number: 7000, protocol: 'http' },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  copies: ({ certificate, permsKey, checkout }) => [
    { from: certificate.fullchain, to: join(checkout('dialog'), 'certs', 'fullchain.pem'), mode: 0o644 },
    { from: certificate.key, to: join(checkout('dialog'), 'certs', 'privkey.pem'), mode: 0o600 },
    { from: permsKey.publicPem, to: join(checkout('dialog'), 'certs', 'perms.pub.pem'), mode: 0o644 },
  ],
  launch: () => ({ kind: 'command', command: { program: 'node', args: ['index.js'] } }),
  environment: (values) => {
    const { announcedAddress, certificate, permsKey, port } = values;
    return {
      // Without a terminal its console would end the program at once.
      INTERACTIVE: 'false',
      DEBUG: '*mediasoup* *INFO* *WARN* *ERROR*',
      PROTOO_LISTEN_PORT: String(port('dialog')),
      ADMIN_LISTEN_PORT: String(port('dialog', 'admin')),
      HTTPS_CERT_FULLCHAIN: certificate.fullchain,
      HTTPS_CERT_PRIVKEY: certificate.key,
      AUTH_KEY: permsKey.publicPem,
      MEDIASOUP_LISTEN_IP: announcedAddress,
      MEDIASOUP_ANNOUNCED_IP: announcedAddress,
      // config.js says 0.0.0.0 and asks nobody, for its own servers and for the media worker, which is no Node program.
      NODE_OPTIONS: ['loopback.cjs', 'loopback-media.cjs'].map((file) => preload(values, file)).join(' '),
      NODE_EXTRA_CA_CERTS: certificate.authority,
      // Its other port takes orders from everybody who asks.
      ...openTo(values, 'dialog'),
    };
  },
  scrub: ['DOMAIN', 'METATON_LAN', 'MEDIASOUP_MAX_PORT', 'MEDIASOUP_MIN_PORT', 'NODE_ENV', 'NODE_OPTIONS'],
  readiness: ({ host, port }) => ({
    probes: [
      { kind: 'http', url: `http://127.0.0.1:${port('dialog', 'admin')}/meta`, expectStatus: [200] },
      // It has no page to show: "not found" says that TLS is up.
      { kind: 'http', url: `https://${host}:${port('dialog')}/`, expectStatus: [404] },
    ],
    withinMs: 60_000,
  }),
  container: dialogContainer,
  // lib/interactiveServer.js listens there and asks nobody.
  console: () => ({ kind: 'socket', path: '/tmp/mediasoup-demo.sock' }),
  urls: ({ host, port }) => [{ label: 'voice and video', url: `wss://${host}:${port('dialog')}` }],
  proofs: (values) => {
    const join = (claim: string, name: string, token: Partial<TokenRequest>, expectAnswer: RegExp): Joining =>
      joinProof(values, claim, name, token, expectAnswer);
    return [
      ...certificateProofs(values, 'dialog'),
      join('accepts our perms token', 'own', {}, /"ok":\s*true/),
      join(
        'refuses a forged perms token',
        'forged',
        { key: 'forged' },
        /"errorReason":\s*"JsonWebTokenError: invalid signature"/,
      ),
      join('refuses an expired perms token', 'expired', { ageSeconds: 600 }, /"errorCode"/),
      {
        ...join(
          'refuses a perms token for another audience',
          'audience',
          { claims: { aud: 'another' } },
          /"errorCode"/,
        ),
        upstreamDefect: 'it never looks for whom a token is meant: lib/Room.js checks the signature alone',
      },
      {
        ...join('keeps out whom it has refused', 'refused', { key: 'forged' }, /"ok":\s*true/),
        among: 'none but the first',
        upstreamDefect:
          'after the refusal it answers once more and lets the peer in: lib/Room.js leaves only the callback',
      },
    ];
  },
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
});

/** The certificate inside is made anew at each start: nobody but the proxy sees it. */
const startScript = `set -eu
umask 077
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=dialog -keyout /tmp/key.pem -out /tmp/cert.pem 2>/dev/null
exec node index.js
`;

/** Websockets come through the proxy, media straight to the machine. */
function dialogContainer(values: ContainerValues): ContainerSpec {
  const toolchain = values.toolchain('dialog');
  const slim = nodeImage(toolchain, '-slim');
  const { confines } = values;
  return {
    image: {
      kind: 'built',
      builder: { from: nodeImage(toolchain), manager: 'apt', packages: ['python3-pip', 'build-essential'] },
      folder: '/app',
      environment: {},
      commands: installWords(install, toolchain),
      result: { from: slim, manager: 'apt', packages: ['openssl', 'wget', 'curl', 'jq', 'ca-certificates'] },
      copies: { '.': '/app' },
    },
    command: ['sh', '/etc/dialog/start.sh'],
    environment: {
      INTERACTIVE: 'false',
      DEBUG: '*INFO* *WARN* *ERROR*',
      HTTPS_CERT_FULLCHAIN: '/tmp/cert.pem',
      HTTPS_CERT_PRIVKEY: '/tmp/key.pem',
      AUTH_KEY: '/run/secrets/perms_public_key',
      MEDIASOUP_MIN_PORT: String(mediaPorts.from),
      MEDIASOUP_MAX_PORT: String(mediaPorts.to),
      ...(confines === undefined ? {} : { NODE_OPTIONS: '--require /etc/dialog/loopback.cjs' }),
    },
    secrets: { perms_public_key: { kind: 'perms', file: 'perms.pub.pem' } },
    files: {
      '/etc/dialog/start.sh': startScript,
      ...(confines === undefined ? {} : { '/etc/dialog/loopback.cjs': confines }),
    },
    ports: { https: 4443, admin: 7000 },
    user: 1000,
    startsWithinMs: 60_000,
    needs: [],
    callers: { admin: ['reticulum'] },
    routes: [{ prefix: 'stream', path: '/', port: 'https', isTls: true, isPerInstance: true }],
    grows: 'stream',
    // To send and to receive, each on the three addresses of config.js (two of them the same).
    media: { ...mediaPorts, announce: 'MEDIASOUP_ANNOUNCED_IP', portsPerUser: 2 * 3 },
  };
}

/** As config.js has them. */
const mediaPorts = { from: 40_000, to: 49_999 };

type Joining = Proof & { readonly kind: 'websocket' };

/** Joins a room of its own, since dialog lets even a refused peer in. */
function joinProof(
  { host, port, permsKey }: StackValues,
  claim: string,
  name: string,
  { key = { file: permsKey.privatePem }, claims, ageSeconds = 0 }: Partial<TokenRequest>,
  expectAnswer: RegExp,
): Joining {
  const peer = `metaton-${name}`;
  return {
    claim,
    kind: 'websocket',
    url: `wss://${host}:${port('dialog')}/?roomId=${peer}&peerId=${peer}`,
    protocol: 'protoo',
    messages: (token) => [
      JSON.stringify({
        request: true,
        id: 1,
        method: 'join',
        data: {
          displayName: peer,
          device: { flag: 'metaton' },
          rtpCapabilities: { codecs: [], headerExtensions: [] },
          sctpCapabilities: { numStreams: { OS: 1024, MIS: 1024 } },
          token,
        },
      }),
    ],
    token: {
      key,
      ageSeconds,
      claims: { aud: 'ret_perms', iss: '', sub: peer, join_hub: true, kick_users: false, ...claims },
    },
    expectAnswer,
    // It sends a second, friendly one after a refusal.
    among: 'the first',
  };
}
