/** The main server: accounts, rooms, presence; it also serves the pages of the others. */
import { join } from 'node:path';
import type { Patch } from '../model/patch.ts';
import { defineService } from '../model/service-definition.ts';
import { servesOurCertificate } from './shared/page-server.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always } from './shared/node-runtimes.ts';

const patches: readonly Patch[] = [
  {
    id: 'dev-exs.host',
    file: 'config/dev.exs',
    why: 'Every address that reticulum hands out is made of this name, and the default one needs an entry in the hosts file.',
    kind: 'replace-line',
    line: /^host = "(?<value>[^"]*)"/,
    value: ({ host }) => host,
  },
  {
    id: 'dev-exs.cors-proxy-host',
    file: 'config/dev.exs',
    why: 'The CORS proxy answers only under this name, and the default one needs an entry in the hosts file.',
    kind: 'replace-line',
    line: /^cors_proxy_host = "(?<value>[^"]*)"/,
    value: ({ host }) => host,
  },
  // assets_host and link_host stay: were they the same name as host, every page would be taken for a file or a short link.
  {
    id: 'dev-exs.loopback',
    file: 'config/dev.exs',
    why: 'Without an address the server listens on every network that this machine is in, and its keys are public.',
    kind: 'insert-line',
    after: /^\s+port: 4000,$/,
    line: () => 'ip: {127, 0, 0, 1},',
  },
  {
    id: 'dev-exs.keyfile',
    file: 'config/dev.exs',
    why: 'The key that comes with the code belongs to a certificate that expired in 2019 and names no host.',
    kind: 'replace-line',
    line: /^\s+keyfile: "(?<value>[^"]*)",?$/,
    value: () => '#{File.cwd!()}/priv/cert/key.pem',
  },
  {
    id: 'dev-exs.certfile',
    file: 'config/dev.exs',
    why: 'The certificate that comes with the code expired in 2019 and names no host.',
    kind: 'replace-line',
    line: /^\s+certfile: "(?<value>[^"]*)",?$/,
    value: () => '#{File.cwd!()}/priv/cert/cert.pem',
  },
];

/** What the running program is called among Erlang's nodes. */
const nodeName = 'metaton-reticulum@localhost';

const consoleFolder = (state: string): string => join(state, 'console');

/** Where Erlang looks for it in a home folder. */
const cookieFile = (state: string): string => join(consoleFolder(state), '.erlang.cookie');

/** Nodes find each other at a port that both know, without the daemon that would outlive them: https://www.erlang.org/doc/apps/erts/erl_cmd */
const withoutEpmd = (port: number): string => `-start_epmd false -erl_epmd_port ${port}`;

/**
 * Makes it a node that its console can join, on this machine only. Erlang before 25 cannot do without the daemon: there
 * it is no node, and runs on. The cookie in the command line, which everyone can read, is replaced at once.
 */
const distribution = (port: number): readonly string[] => [
  withoutEpmd(port),
  '-kernel inet_dist_use_interface {127,0,0,1}',
  '-setcookie none',
  `-eval catch({net_kernel:start(['${nodeName}',shortnames]),erlang:set_cookie(node(),list_to_atom(os:getenv("METATON_CONSOLE_COOKIE")))})`,
];

/** The page servers are reached from this machine only, whatever the host is called outside. */
const pageServers = 'localhost';

export const reticulum = defineService({
  name: 'reticulum',
  summary: 'Main server: accounts, rooms, presence; serves the pages of hubs, hubs-admin and spoke.',
  source: {
    kind: 'checkout',
    repositories: repositoriesOf('reticulum'),
    cloneMiB: 3,
    marks: ['mix.exs', 'config/dev.exs'],
    toolchains: [
      {
        matches: ({ text }) => text('config/runtime.exs') !== undefined,
        runtime: {
          kind: 'elixir',
          elixir: '1.16.3-otp-25',
          erlang: '25.3.2.20',
          otp: [25],
          otpUntried: [24, 26, 27, 28],
          oldestElixir: '1.14',
          because: 'upstream builds it with Elixir 1.16 on OTP 25; Elixir 1.14 has been seen to do',
        },
      },
      {
        matches: always,
        runtime: {
          kind: 'elixir',
          elixir: '1.12.3-otp-23',
          erlang: '23.3.4.20',
          otp: [22, 23],
          otpUntried: [],
          oldestElixir: '1.8',
          because: 'its libraries of 2022 call functions for encryption that OTP 24 has no more',
        },
      },
    ],
    install: {
      commands: [
        // Without these two, mix asks, and nobody answers.
        ['mix', 'local.hex', '--force'],
        ['mix', 'local.rebar', '--force'],
        ['mix', 'deps.get'],
        ['mix', 'deps.compile'],
        ['mix', 'compile'],
      ],
      produces: 'deps',
      lock: 'mix.lock',
      environment: { MIX_ENV: 'dev', ...gitOverHttps },
      installedMiB: 300,
      memoryMiB: 1000,
    },
  },
  reads: ['config/runtime.exs'],
  migrations: 'priv/repo/migrations',
  eras: [
    {
      // Settings from the environment are read in a file of their own, after dev.exs.
      name: 'runtime-exs',
      matches: ({ text }) =>
        text('config/runtime.exs')?.includes('DIALOG_HOSTNAME') === true && text('config/dev.exs') !== undefined,
      patches,
    },
    {
      // Settings from the environment are read in dev.exs itself.
      name: 'dev-exs',
      matches: ({ text }) =>
        text('config/runtime.exs') === undefined && text('config/dev.exs')?.includes('DIALOG_HOSTNAME') === true,
      patches,
    },
  ],
  ports: {
    https: {
      number: 4000,
      fixedBecause: 'config/dev.exs writes 4000 into every address that reticulum hands out.',
      protocol: 'https',
    },
    console: { number: 4370, protocol: 'erlang' },
  },
  needs: [
    { service: 'certificates', until: 'completed' },
    { service: 'postgres', until: 'ready' },
  ],
  prepare: ({ checkout, state }) => [
    {
      title: 'Make the folder for the console of reticulum',
      action: { kind: 'make-folder', path: consoleFolder(state), mode: 0o700 },
    },
    { title: 'Make the cookie of the console', action: { kind: 'make-secret', file: cookieFile(state) } },
    {
      title: 'Make the folder for uploaded files',
      action: { kind: 'make-folder', path: join(checkout('reticulum'), 'storage', 'dev'), mode: 0o755 },
    },
  ],
  copies: ({ certificate, checkout }) => [
    { from: certificate.key, to: join(checkout('reticulum'), 'priv', 'cert', 'key.pem'), mode: 0o600 },
    { from: certificate.leaf, to: join(checkout('reticulum'), 'priv', 'cert', 'cert.pem'), mode: 0o644 },
  ],
  // `iex -S mix phx.server` ends at once when nobody types; this does not.
  launch: () => ({ kind: 'command', command: { program: 'mix', args: ['phx.server'] } }),
  environment: ({ host, port, database, permsKey, state }) => ({
    MIX_ENV: 'dev',
    DIALOG_HOSTNAME: host,
    DIALOG_PORT: String(port('dialog')),
    HUBS_ADMIN_INTERNAL_HOSTNAME: pageServers,
    HUBS_CLIENT_INTERNAL_HOSTNAME: pageServers,
    SPOKE_INTERNAL_HOSTNAME: pageServers,
    POSTGREST_INTERNAL_HOSTNAME: '127.0.0.1',
    DB_HOST: database.host,
    PERMS_KEY: { file: permsKey.privatePem },
    // SIGINT would open a menu that waits for a key, and SIGTERM would then be ignored: https://www.erlang.org/doc/apps/erts/erl_cmd
    // Without a UTF-8 locale, file names with other letters than a to z could not be found: +fnu.
    ELIXIR_ERL_OPTIONS: ['+Bi +fnu', ...distribution(port('reticulum', 'console'))].join(' '),
    METATON_CONSOLE_COOKIE: { file: cookieFile(state) },
  }),
  // DATABASE_URL would move one of the two repositories only, PG* would move one of the three connections.
  scrub: ['DATABASE_URL', 'DB_CREDENTIALS', 'PG*', 'TURKEY_MODE'],
  readiness: ({ host, port }) => ({
    probes: [
      {
        kind: 'http',
        url: `https://${host}:${port('reticulum')}/api/v1/meta`,
        expectStatus: [200],
        expectBody: `"phx_host":"${host}"`,
        answerWithinMs: 20_000,
      },
    ],
    // The first start compiles a hundred dependencies.
    withinMs: 20 * 60_000,
  }),
  console: ({ port, state }) => ({
    kind: 'command',
    command: {
      program: 'iex',
      args: [
        ...['--sname', 'metaton-console@localhost', '--remsh', nodeName],
        ...['--erl', `${withoutEpmd(port('reticulum', 'console'))} -dist_listen false`],
      ],
      // It reads the cookie from there, where the list of processes does not show it.
      env: { HOME: consoleFolder(state) },
    },
  }),
  urls: ({ host, port }) => [{ label: 'Hubs', url: `https://${host}:${port('reticulum')}` }],
  proofs: (values) => [servesOurCertificate(values, 'reticulum')],
  // Page requests to servers that are gone are waited for, 11 s at worst: it stops first, and has time for it.
  stopsBefore: ['hubs', 'hubs-admin', 'spoke'],
  // Killed in the middle of a migration it would leave the table of their versions wrong: it ends when that is done.
  stop: { signal: 'SIGTERM', graceMs: 15_000, startingGraceMs: 120_000, hurryMs: 15_000 },
});
