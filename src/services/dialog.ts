/** The WebRTC media server, built on mediasoup. */
import { join } from 'node:path';
import type { Proof } from '../model/proof.ts';
import { defineService } from '../model/service-definition.ts';
import { servesOurCertificate } from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { always, hasLockfile3, nodeRuntimes } from './shared/node-runtimes.ts';
import type { StackValues } from '../model/stack-values.ts';

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
    // Its media server is compiled.
    install: {
      commands: [['npm', 'ci']],
      produces: 'node_modules',
      lock: 'package-lock.json',
      installedMiB: 200,
      memoryMiB: 1500,
    },
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
    },
  ],
  ports: {
    https: { number: 4443, protocol: 'https' },
    admin: { number: 7000, protocol: 'http' },
  },
  needs: [{ service: 'certificates', until: 'completed' }],
  // config.js names 0.0.0.0 to the media worker, which is no Node program that a preload could reach.
  exposure: ['its media ports (40000 to 49999, while somebody speaks) listen on every network that this machine is in'],
  copies: ({ certificate, permsKey, checkout }) => [
    { from: certificate.fullchain, to: join(checkout('dialog'), 'certs', 'fullchain.pem'), mode: 0o644 },
    { from: certificate.key, to: join(checkout('dialog'), 'certs', 'privkey.pem'), mode: 0o600 },
    { from: permsKey.publicPem, to: join(checkout('dialog'), 'certs', 'perms.pub.pem'), mode: 0o644 },
  ],
  launch: () => ({ kind: 'command', command: { program: 'node', args: ['index.js'] } }),
  environment: ({ announcedAddress, certificate, permsKey, port, preloads }) => ({
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
    // config.js says 0.0.0.0 and asks nobody.
    NODE_OPTIONS: `--require ${quoteNodeOption(join(preloads, 'loopback.cjs'))}`,
    NODE_EXTRA_CA_CERTS: certificate.authority,
  }),
  scrub: ['DOMAIN', 'NODE_ENV', 'NODE_OPTIONS'],
  readiness: ({ host, port }) => ({
    probes: [
      { kind: 'http', url: `http://127.0.0.1:${port('dialog', 'admin')}/meta`, expectStatus: [200] },
      // It has no page to show: "not found" says that TLS is up.
      { kind: 'http', url: `https://${host}:${port('dialog')}/`, expectStatus: [404] },
    ],
    withinMs: 60_000,
  }),
  // lib/interactiveServer.js listens there and asks nobody.
  console: () => ({ kind: 'socket', path: '/tmp/mediasoup-demo.sock' }),
  urls: ({ host, port }) => [{ label: 'voice and video', url: `wss://${host}:${port('dialog')}` }],
  proofs: (values) => [
    servesOurCertificate(values, 'dialog'),
    joinProof(values, 'accepts our perms token', { file: values.permsKey.privatePem }, /"ok":\s*true/),
    joinProof(
      values,
      'refuses a forged perms token',
      'forged',
      /"errorReason":\s*"JsonWebTokenError: invalid signature"/,
    ),
  ],
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
});

/** Node splits NODE_OPTIONS at spaces, except within double quotes, where a backslash escapes: https://nodejs.org/api/cli.html#node_optionsoptions */
const quoteNodeOption = (path: string): string => `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

type Key = Extract<Proof, { kind: 'websocket' }>['token']['key'];

/** Joins a room of its own, since dialog lets even a refused peer in. */
function joinProof({ host, port }: StackValues, claim: string, key: Key, expectAnswer: RegExp): Proof {
  const name = key === 'forged' ? 'metaton-forged' : 'metaton-proof';
  return {
    claim,
    kind: 'websocket',
    url: `wss://${host}:${port('dialog')}/?roomId=${name}&peerId=${name}`,
    protocol: 'protoo',
    message: (token) =>
      JSON.stringify({
        request: true,
        id: 1,
        method: 'join',
        data: {
          displayName: name,
          device: { flag: 'metaton' },
          rtpCapabilities: { codecs: [], headerExtensions: [] },
          sctpCapabilities: { numStreams: { OS: 1024, MIS: 1024 } },
          token,
        },
      }),
    token: { key, claims: { aud: 'ret_perms', iss: '', sub: name, join_hub: true, kick_users: false } },
    expectAnswer,
  };
}
