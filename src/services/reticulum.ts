/** The main server: accounts, rooms, presence; it also serves the pages of the others. */
import { join } from 'node:path';
import type { Adoption, Patch } from '../model/patch.ts';
import { defineService } from '../model/service-definition.ts';
import { reticulumContainer } from './shared/reticulum-container.ts';
import { repositoriesOf } from './shared/repositories-of.ts';
import { gitOverHttps } from './shared/git-over-https.ts';
import { always } from './shared/node-runtimes.ts';
import type { Exchange, Proof } from '../model/proof.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { TokenRequest } from '../model/token.ts';
import { superuserUrl } from './shared/database-url.ts';
import { certificateProofs } from './shared/page-server.ts';

const devExs = 'config/dev.exs';
const runtimeExs = 'config/runtime.exs';
const csp = 'lib/ret_web/plugs/add_csp.ex';

/** One address is all that it takes; open to a network, it is asked at two: that one, and this machine's own. */
const boundAddress = ({ lan }: StackValues): string => (lan ? '{0, 0, 0, 0}' : '{127, 0, 0, 1}');

/** The page servers are reached from this machine only, whatever the host is called outside. */
const pageServers = 'localhost';

/** The needed edits, the same in every era. */
const edits: readonly Patch[] = [
  {
    id: 'dev-exs.host',
    file: devExs,
    why: 'Every address that reticulum hands out is made of this name, and the default one needs an entry in the hosts file.',
    kind: 'replace-line',
    line: /^host = "(?<value>[^"]*)"/,
    value: ({ host }) => host,
  },
  {
    id: 'dev-exs.cors-proxy-host',
    file: devExs,
    why: 'The CORS proxy answers only under this name, and the default one needs an entry in the hosts file.',
    kind: 'replace-line',
    line: /^cors_proxy_host = "(?<value>[^"]*)"/,
    value: ({ host }) => host,
  },
  {
    id: 'dev-exs.loopback',
    file: devExs,
    why: 'Without an address the server listens on every network that this machine is in, and its keys are public.',
    kind: 'insert-line',
    after: /^\s+port: 4000,$/,
    unless: /^\s+ip: \{.*\},?$/,
    line: (values) => `ip: ${boundAddress(values)},`,
  },
  {
    id: 'dev-exs.keyfile',
    file: devExs,
    why: 'The key that comes with the code belongs to a certificate that expired in 2019 and names no host.',
    kind: 'replace-line',
    line: /^\s+keyfile: "(?<value>[^"]*)",?$/,
    value: () => '#{File.cwd!()}/priv/cert/key.pem',
  },
  {
    id: 'dev-exs.certfile',
    file: devExs,
    why: 'The certificate that comes with the code expired in 2019 and names no host.',
    kind: 'replace-line',
    line: /^\s+certfile: "(?<value>[^"]*)",?$/,
    value: () => '#{File.cwd!()}/priv/cert/cert.pem',
  },
];

const correction = (
  id: string,
  file: string,
  pattern: RegExp,
  why: string,
  right: Extract<Patch, { kind: 'correct' }>['right'],
): Patch => ({ id, file, why, kind: 'correct', pattern, right, byHand: true });

/** A host in quotes that stands where a name of the code should. */
const unlessQuoted = (present: string, wanted: string): string => (present.startsWith('"') ? wanted : present);

const sameName = 'Were it the same name as host, every page would be taken for a file or a short link.';

/** As it comes with the code, where somebody has made it the same name as host. */
const otherThanHost = (present: string, host: string, original: string): string =>
  present === host || present === 'localhost' ? original : present;

/** Puts right what "change every host" and a LAN do to dev.exs. */
const hostCorrections: readonly Patch[] = [
  correction(
    'dev-exs.own-address',
    devExs,
    /^[ \t]+ip: (?<value>\{.*\}),?$/,
    'The server is to listen on this machine only, unless it is opened with `up --lan`.',
    (_, values) => boundAddress(values),
  ),
  ...['assets', 'link'].flatMap((name) => [
    correction(
      `dev-exs.${name}-host`,
      devExs,
      new RegExp(`^${name}_host = "(?<value>[^"]*)"`),
      sameName,
      (present, { host }) => otherThanHost(present, host, `hubs-${name}.local`),
    ),
    correction(
      `dev-exs.${name}-url`,
      devExs,
      new RegExp(String.raw`^[ \t]*${name}_url: \[.*\bhost: (?<value>"[^"]*"|\w+)`),
      sameName,
      (present, { host }) =>
        present === 'host' || present === `"${host}"` || present === '"localhost"' ? `"hubs-${name}.local"` : present,
    ),
  ]),
  correction(
    'dev-exs.lan-host',
    devExs,
    /^host = cors_proxy_host = "(?<value>[^"]*)"/,
    'This line overrides both hosts with an address of a LAN.',
    (_, { host }) => host,
  ),
];

const ownKey = 'Reticulum signs with this key, and dialog and PostgREST know only that of metaton.';

/** Puts right what people write into dev.exs where it counts, since nothing overrides it. */
const devCorrections: readonly Patch[] = [
  ...hostCorrections,
  correction(
    'dev-exs.perms-key',
    devExs,
    /^[ \t]*(?:config :ret, Ret\.PermsToken,[ \t]*)?perms_key:\s*(?<value>"(?:[^"\\]|\\[^])*")/,
    ownKey,
    (present) => unlessQuoted(present, String.raw`(System.get_env("PERMS_KEY") || "") |> String.replace("\\n", "\n")`),
  ),
  ...['admin', 'hubs', 'spoke'].map((name) =>
    correction(
      `dev-exs.${name}-page-origin`,
      devExs,
      new RegExp(
        String.raw`^[ \t]*(?:config :ret, Ret\.PageOriginWarmer,[ \t]*)?${name}_page_origin: "https://(?<value>[^":]*)`,
      ),
      'Reticulum fetches the pages from here.',
      (present) => (present.startsWith('#{') ? present : pageServers),
    ),
  ),
];

/** What the guide says to write, and the environment says better. */
const adoptedCsp: Adoption = {
  file: csp,
  pattern: /janus_port\}\/meta\b/,
  words: "allows dialog's /meta, which is not needed and does no harm",
};

const overridden = 'config/runtime.exs overrides';

/** What the guide makes people write into dev.exs where runtime.exs overrides it. */
const overriddenAdoptions: readonly Adoption[] = [
  {
    file: devExs,
    pattern: /^[ \t]*(?:config :ret, Ret\.PermsToken,\s*)?perms_key:\s*"-----BEGIN/,
    words: `holds a private key of your own, which ${overridden}: better taken out`,
  },
  {
    file: devExs,
    pattern:
      /^dev_janus_host = |^[ \t]*(?:config :ret, Ret\.JanusLoadStatus,\s*)?default_janus_host: (?:dev_janus_host|"localhost")/,
    words: `names the dialog server, which ${overridden}`,
  },
  {
    file: devExs,
    pattern: /^[ \t]*(?:config :ret, Ret\.PageOriginWarmer,\s*)?(?:admin|hubs|spoke)_page_origin: "https:\/\/localhost/,
    words: `names the page servers, which ${overridden}`,
  },
];

/** Puts right what people write into runtime.exs, where it would win over the environment. */
const runtimeCorrections: readonly Patch[] = [
  ...hostCorrections,
  correction(
    'runtime-exs.perms-key',
    runtimeExs,
    /^[ \t]*(?:perms_key =|config :ret, Ret\.PermsToken, perms_key:)\s*(?<value>"-----BEGIN(?:[^"\\]|\\[^])*")/,
    ownKey,
    () => String.raw`System.get_env("PERMS_KEY", "") |> String.replace("\\n", "\n")`,
  ),
  correction(
    'runtime-exs.dialog-hostname',
    runtimeExs,
    /^[ \t]*dialog_hostname =\s*(?<value>"[^"]*")/,
    'Browsers are sent to dialog under this name.',
    (_, { host }) => `"${host}"`,
  ),
  correction(
    'runtime-exs.dialog-port',
    runtimeExs,
    /^[ \t]*dialog_port = (?<value>\d+)/,
    'Browsers are sent to dialog at this port.',
    (_, { port }) => String(port('dialog')),
  ),
];

/** The guide's edit that is not needed. */
const guideEdit: Patch = {
  id: 'add-csp.dialog-meta',
  file: csp,
  why: 'The guide allows pages to ask /meta of dialog; no page does, and a rule without a path allows it already.',
  when: ({ guideEdits }) => guideEdits,
  kind: 'replace-line',
  line: /^\s+(?:do:\s*)?"wss:\/\/#\{default_janus_host\}:#\{janus_port\} https:\/\/#\{default_janus_host\}:#\{janus_port\}(?<value>[^"]*)",?$/,
  value: () => ' https://#{default_janus_host}:#{janus_port}/meta',
};

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

/** Without it, and without a UTF-8 locale, file names with other letters than a to z could not be found. */
const anyFileName = '+fnu';

const origin = ({ host, port }: StackValues): string => `https://${host}:${port('reticulum')}`;

const saysOurHost = (values: StackValues): Proof => ({
  claim: 'says our host',
  kind: 'http',
  url: `${origin(values)}/api/v1/meta`,
  token: undefined,
  expectStatus: 200,
  expectBody: `"phx_host":"${values.host}"`,
  telling: /("phx_host":"[^"]*")/,
});

/** A page may take ten seconds of tries before it is given up, ms. */
const pageWithinMs = 25_000;

/** Each page, and whose it is: any word in the query keeps `/` from sending a stranger on to `/admin`. */
const pages = [
  { path: '/?skipadmin', service: 'hubs' },
  { path: '/admin', service: 'hubs-admin' },
  { path: '/spoke', service: 'spoke' },
] as const;

/** Pages come through reticulum, and fetch their scripts from the server that they are of. */
const pageProofs = (values: StackValues): readonly Proof[] =>
  pages
    .filter(({ service }) => values.runs(service))
    .map(({ path, service }) => ({
      claim: `shows the page of ${service} at ${path.replace(/\?.*/, '')}`,
      kind: 'http',
      url: `${origin(values)}${path}`,
      token: undefined,
      expectStatus: 200,
      expectBody: `https://${values.host}:${values.port(service)}/assets/`,
      telling: /(?:src|href)="([^"]*\/assets\/)/,
      answerWithinMs: pageWithinMs,
    }));

/** The policy comes with any page. */
function policyProofs(values: StackValues): readonly Proof[] {
  const { host, port, runs } = values;
  const page = pages.find(({ service }) => runs(service));
  if (!page) return [];
  const servers = pages.filter(({ service }) => runs(service)).map(({ service }) => `${host}:${port(service)}`);
  const at = `${host}:${port('reticulum')}`;
  const dialog = runs('dialog') ? [`wss://${host}:${port('dialog')}`, `https://${host}:${port('dialog')}`] : [];
  const scripts = servers.map((server) => `https://${server}`);
  const policy = (claim: string, given: Pick<Exchange & { kind: 'policy' }, 'allows' | 'never'>): Proof => ({
    claim,
    kind: 'policy',
    url: `${origin(values)}${page.path}`,
    answerWithinMs: pageWithinMs,
    ...given,
  });
  return [
    policy('lets pages load from the page servers and talk to them', {
      allows: {
        'script-src': scripts,
        'connect-src': [`wss://${at}`, ...scripts, ...servers.map((server) => `wss://${server}`)],
      },
      never: [],
    }),
    policy('sends pages to our dialog', { allows: { 'connect-src': dialog }, never: ['dev-janus.reticulum.io'] }),
  ];
}

const socketUrl = (values: StackValues): string =>
  `wss://${values.host}:${values.port('reticulum')}/socket/websocket?vsn=2.0.0`;

const opensItsSocket = (values: StackValues): Proof => ({
  claim: 'opens its websocket',
  kind: 'websocket',
  url: socketUrl(values),
  protocol: undefined,
  messages: () => [JSON.stringify([null, '1', 'phoenix', 'heartbeat', {}])],
  token: undefined,
  expectAnswer: /"status":"ok"/,
  among: 'the first',
});

/** Asked for the token of somebody who is not signed in, it has to sign one: no account and no room is needed. */
const signsWithOurKey = (values: StackValues): Proof => ({
  claim: 'signs perms tokens with our key',
  kind: 'websocket',
  url: socketUrl(values),
  protocol: undefined,
  messages: () => [
    JSON.stringify(['1', '1', 'ret', 'phx_join', { hub_id: 'metaton' }]),
    JSON.stringify(['1', '2', 'ret', 'refresh_perms_token', {}]),
  ],
  token: undefined,
  expectAnswer: /"perms_token":"([^"]+)"/,
  among: 'all',
  signedBy: values.permsKey.publicPem,
  otherwise: 'it could not sign a perms token',
});

/** Everybody may read it: it stands in the code. */
const loginKey = ({ checkout }: StackValues): TokenRequest['key'] => ({
  secretIn: join(checkout('reticulum'), 'config', 'dev.exs'),
  pattern: /^config :ret, Ret\.Guardian,\n(?:^.+\n)*?^\s*secret_key: "([^"]+)"/m,
});

const loginClaims = { aud: 'ret', iss: 'ret', sub: '1', typ: 'access' };

/** It takes a login, signs a perms token for it, and passes the request on to PostgREST. */
function adminProofs(values: StackValues): readonly Proof[] {
  const accounts = (claim: string, token: TokenRequest, expectStatus: number): Proof & { readonly kind: 'http' } => ({
    claim,
    kind: 'http',
    url: `${origin(values)}/api/postgrest/accounts?limit=1`,
    token,
    expectStatus,
  });
  const login = { key: loginKey(values), claims: loginClaims };
  return [
    {
      ...accounts('lets an admin through to PostgREST', login, 200),
      subject: {
        url: superuserUrl(values),
        query: `select account_id::text from ret0.accounts where is_admin and state = 'enabled' limit 1`,
        missing: 'no account is an admin yet',
      },
    },
    accounts('refuses a forged login', { ...login, key: 'forged secret' }, 401),
    accounts('refuses an expired login', { ...login, ageSeconds: 600 }, 401),
    accounts('refuses a perms token in place of a login', permsToken(values), 401),
  ];
}

const permsToken = ({ permsKey }: StackValues): TokenRequest => ({
  key: { file: permsKey.privatePem },
  claims: { aud: 'ret_perms', iss: '', sub: '1', postgrest_role: 'ret_admin' },
});

const hasLastMigration = (values: StackValues): Proof => ({
  claim: 'has brought the database to the last migration of its checkout',
  hindrance: values.lastMigration === undefined ? 'its checkout has no migrations' : undefined,
  kind: 'sql',
  url: superuserUrl(values),
  query: 'select max(version)::text from ret0.schema_migrations',
  expect: values.lastMigration ?? '',
});

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
          image: 'hexpm/elixir:1.16.3-erlang-25.3.2.20-alpine-3.21.3',
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
          // Upstream's .tool-versions of 2022 say 1.8.2 on OTP 22; the official images of 1.12 come with OTP 24, which it cannot run on.
          image: 'elixir:1.8.2-alpine',
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
  migrations: 'priv/repo/migrations',
  eras: [
    {
      // Settings from the environment are read in a file of their own, after dev.exs.
      name: 'runtime-exs',
      matches: ({ text }) => text(runtimeExs)?.includes('Ret.JanusLoadStatus') === true && text(devExs) !== undefined,
      patches: [...edits, ...runtimeCorrections, guideEdit],
      adopts: [...overriddenAdoptions, adoptedCsp],
    },
    {
      // Settings from the environment are read in dev.exs itself.
      name: 'dev-exs',
      matches: ({ text }) => text(runtimeExs) === undefined && text(devExs)?.includes('DIALOG_HOSTNAME') === true,
      patches: [...edits, ...devCorrections, guideEdit],
      adopts: [adoptedCsp],
    },
    {
      // No setting but the perms key and the database comes from the environment: before August 2022, or by the guide.
      name: 'literal-exs',
      matches: ({ text }) =>
        text(runtimeExs) === undefined &&
        text(devExs)?.includes('DIALOG_HOSTNAME') === false &&
        text(devExs)?.includes('default_janus_host:') === true,
      patches: [
        ...edits,
        {
          id: 'dev-exs.janus-port',
          file: devExs,
          why: 'Browsers are sent to dialog at this port.',
          kind: 'replace-line',
          line: /^(?:config :ret, Ret\.JanusLoadStatus,.*|\s+)\bjanus_port: (?<value>[^,]+)/,
          value: ({ port }) => String(port('dialog')),
        },
        {
          id: 'dev-exs.dev-janus-host',
          file: devExs,
          why: 'Browsers are sent to dialog under this name.',
          kind: 'correct',
          pattern: /^dev_janus_host = "(?<value>[^"]*)"/,
          right: (_, { host }) => host,
          // A fork may have no such line, and name the host where it is used.
          byHand: false,
        },
        correction(
          'dev-exs.default-janus-host',
          devExs,
          /^[ \t]*(?:config :ret, Ret\.JanusLoadStatus,\s*)?default_janus_host: (?<value>"[^"]*"|\w+)/,
          'Browsers are sent to dialog under this name.',
          (present, { host }) => unlessQuoted(present, `"${host}"`),
        ),
        ...devCorrections,
        guideEdit,
      ],
      adopts: [adoptedCsp],
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
  exposure: ({ lan }) =>
    lan ? [`its server listens on every address of this machine, not on ${lan.address} and loopback alone`] : [],
  copies: ({ certificate, checkout }) => [
    { from: certificate.key, to: join(checkout('reticulum'), 'priv', 'cert', 'key.pem'), mode: 0o600 },
    { from: certificate.leaf, to: join(checkout('reticulum'), 'priv', 'cert', 'cert.pem'), mode: 0o644 },
  ],
  ships: ['priv/dev-ssl.cert'],
  // `iex -S mix phx.server` ends at once when nobody types; this does not.
  launch: ({ port, state }) => ({
    kind: 'command',
    command: {
      program: 'mix',
      args: ['phx.server'],
      env: {
        // SIGINT would open a menu that waits for a key, and SIGTERM would then be ignored: https://www.erlang.org/doc/apps/erts/erl_cmd
        ELIXIR_ERL_OPTIONS: ['+Bi', anyFileName, ...distribution(port('reticulum', 'console'))].join(' '),
        METATON_CONSOLE_COOKIE: { file: cookieFile(state) },
      },
    },
  }),
  environment: ({ host, port, database, permsKey }) => ({
    MIX_ENV: 'dev',
    DIALOG_HOSTNAME: host,
    DIALOG_PORT: String(port('dialog')),
    HUBS_ADMIN_INTERNAL_HOSTNAME: pageServers,
    HUBS_CLIENT_INTERNAL_HOSTNAME: pageServers,
    SPOKE_INTERNAL_HOSTNAME: pageServers,
    POSTGREST_INTERNAL_HOSTNAME: '127.0.0.1',
    DB_HOST: database.host,
    PERMS_KEY: { file: permsKey.privatePem },
    ELIXIR_ERL_OPTIONS: anyFileName,
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
  container: reticulumContainer,
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
  proofs: (values) => [
    ...certificateProofs(values, 'reticulum'),
    saysOurHost(values),
    opensItsSocket(values),
    signsWithOurKey(values),
    ...pageProofs(values),
    ...policyProofs(values),
    ...(values.runs('postgrest') ? adminProofs(values) : []),
    hasLastMigration(values),
  ],
  // Page requests to servers that are gone are waited for, 11 s at worst: it stops first, and has time for it.
  stopsBefore: ['hubs', 'hubs-admin', 'spoke'],
  // Killed in the middle of a migration it would leave the table of their versions wrong: it ends when that is done.
  stop: { signal: 'SIGTERM', graceMs: 15_000, startingGraceMs: 120_000, hurryMs: 15_000 },
});
