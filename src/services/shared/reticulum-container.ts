/** Reticulum as a release in a container: how it is built, what it is told, how it starts. */
import type { ContainerSpec, ContainerValues } from '../../model/container.ts';
import type { CommandWords } from '../../model/command.ts';
import { databaseHost } from './database-host.ts';
import { elixirImage } from './build-images.ts';
import { pageOrigin } from './page-container.ts';

const https = 4000;

/** Connections of one reticulum: its pool, the lock of the session that migrates, and one to spare. */
export const connectionsOf = { pool: 10, more: 2 } as const;

/** Each of the rooms goes to one of these, by how many people are on it. */
function dialogs({ instances, publicHost }: ContainerValues): {
  readonly settings: string;
  readonly policy: string;
  readonly census?: string;
} {
  const [only, ...others] = instances('dialog', 'stream');
  if (!only || others.length === 0)
    return { settings: `default_janus_host = "${only?.publicHost ?? publicHost('stream')}"`, policy: '' };
  const all = [only, ...others];
  return {
    // Without a default it asks the census who there is, and each of them how many it serves.
    settings:
      'default_janus_host = ""\njanus_service_name = "dialog"\njanus_admin_secret = "none"\njanus_admin_port = 7000',
    policy: all.map(({ publicHost: name }) => `wss://${name}:443 https://${name}:443`).join(' '),
    census: census(all),
  };
}

/** In the words of Habitat, whom reticulum was made to ask. */
const census = (all: ReturnType<ContainerValues['instances']>): string =>
  `${JSON.stringify(
    {
      census_groups: {
        'dialog.default': {
          population: Object.fromEntries(
            all.map(({ publicHost, address }, index) => [
              String(index),
              { alive: true, sys: { hostname: publicHost, ip: address } },
            ]),
          ),
        },
      },
    },
    undefined,
    2,
  )}\n`;

/** Every `@name@` is replaced where it starts, by a secret or a variable. */
function config(values: ContainerValues): string {
  const { host, publicHost, database, address, addressOfAll } = values;
  const login = `username = "${database.user}"
password = "@database_password@"
database = "${database.name}"
hostname = "${databaseHost(values)}"
port = ${database.port}`;
  const { settings, policy } = dialogs(values);
  return `[peerage]
dns_name = "${addressOfAll('reticulum')}"
app_name = "ret"

[ret]
bot_access_key = "@bot_access_key@"

[ret."Elixir.Ret"]
pool = "hubs"

[ret."Elixir.RetWeb.Endpoint"]
allowed_origins = "https://${host}"
secret_key_base = "@secret_key_base@"
allow_crawlers = true

[ret."Elixir.RetWeb.Endpoint".https]
port = ${https}
certfile = "/tmp/reticulum/cert.pem"
keyfile = "/tmp/reticulum/key.pem"

[ret."Elixir.RetWeb.Endpoint".url]
host = "${host}"
port = 443

[ret."Elixir.RetWeb.Endpoint".static_url]
host = "${host}"
port = 443

[ret."Elixir.RetWeb.Endpoint".cors_proxy_url]
host = "${publicHost('cors')}"
port = 443

# Neither may be the host itself: every page would be taken for a file or a short link.
[ret."Elixir.RetWeb.Endpoint".assets_url]
host = "hubs-assets.invalid"

[ret."Elixir.RetWeb.Endpoint".link_url]
host = "hubs-link.invalid"

[ret."Elixir.Ret.Repo"]
${login}
template = "template0"
pool_size = ${connectionsOf.pool}

[ret."Elixir.Ret.SessionLockRepo"]
${login}
template = "template0"

[ret."Elixir.Ret.Locking".session_lock_db]
${login}

[ret."Elixir.Ret.Repo.Migrations.AdminSchemaInit"]
postgrest_password = "@postgrest_password@"

[ret."Elixir.RetWeb.Plugs.PostgrestProxy"]
hostname = "${address('postgrest')}"

[ret."Elixir.RetWeb.Plugs.HeaderAuthorization"]
header_value = "@admin_access_key@"

[ret."Elixir.RetWeb.Plugs.DashboardHeaderAuthorization"]
dashboard_access_key = "@dashboard_access_key@"

[ret."Elixir.Ret.Guardian"]
secret_key = "@guardian_secret@"
issuer = "${host}"

[ret."Elixir.Ret.OAuthToken"]
oauth_token_key = "@oauth_token_key@"

[ret."Elixir.Ret.PermsToken"]
perms_key = "@perms_key@"

[ret."Elixir.Ret.Habitat"]
ip = "127.0.0.1"
http_port = 9631

[ret."Elixir.Ret.JanusLoadStatus"]
${settings}
janus_port = 443

[ret."Elixir.Ret.PageOriginWarmer"]
hubs_page_origin = "${pageOrigin(values, 'hubs')}"
admin_page_origin = "${pageOrigin(values, 'hubs-admin')}"
spoke_page_origin = "${pageOrigin(values, 'spoke')}"

[ret."Elixir.Ret.Storage"]
storage_path = "/storage"
ttl = 172800
host = "https://${host}"

[ret."Elixir.RetWeb.Email"]
from = "@MAIL_FROM@"

# The older code says server, the newer relay.
[ret."Elixir.Ret.Mailer"]
relay = "@SMTP_SERVER@"
server = "@SMTP_SERVER@"
port = "@SMTP_PORT@"
username = "@SMTP_USER@"
password = "@smtp_password@"

[ret."Elixir.Ret.Account"]
admin_email = "@ADMIN_EMAIL@"

[ret."Elixir.Ret.Meta"]
phx_host = "${host}"

[ret."Elixir.RetWeb.Plugs.AddCSP"]
connect_src = "${policy}"
`;
}

/** The certificate inside is made anew at each start: nobody but the proxy sees it, and no key lies in the image. */
const start = (run: string, hasCensus: boolean): string => `set -eu
umask 077
mkdir -p /tmp/reticulum/var /tmp/reticulum/census
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=reticulum \\
  -keyout /tmp/reticulum/key.pem -out /tmp/reticulum/cert.pem 2>/dev/null
sh /etc/reticulum/fill-in.sh </etc/reticulum/config.toml >/tmp/reticulum/config.toml
${hasCensus ? 'cp /etc/reticulum/census /tmp/reticulum/census/census\nbusybox-extras httpd -p 127.0.0.1:9631 -h /tmp/reticulum/census\n' : ''}NODE_NAME=$(hostname -i | cut -d " " -f 1)
NODE_COOKIE=$(cat /run/secrets/node_cookie)
export NODE_NAME NODE_COOKIE
exec /ret/bin/ret ${run}
`;

/** Each `@name@` becomes the secret of that name, or the variable; the ends of lines in it are written as TOML has them. */
const fillIn = `exec awk -v folder="\${SECRETS:-/run/secrets}" '
  {
    rest = $0
    done = ""
    while (match(rest, /@[A-Za-z_]+@/)) {
      name = substr(rest, RSTART + 1, RLENGTH - 2)
      file = folder "/" name
      value = ""
      lines = 0
      while ((getline line < file) > 0) value = value (lines++ ? "\\\\n" : "") line
      close(file)
      if (lines == 0) value = ENVIRON[name]
      done = done substr(rest, 1, RSTART - 1) value
      rest = substr(rest, RSTART + RLENGTH)
    }
    print done rest
  }
'
`;

/** Before 2023 releases were made by Distillery. */
const builds = {
  new: { words: [['mix', 'release']] as readonly (CommandWords | string)[], run: 'start' },
  old: {
    // How :mime was compiled before counts for nothing.
    words: [
      ['mix', 'deps.clean', 'mime', '--build'],
      ['mix', 'distillery.release'],
    ] as readonly CommandWords[],
    run: 'foreground',
  },
};

/** Where the service's definition is not at hand. */
export function reticulumContainer(values: ContainerValues): ContainerSpec {
  const toolchain = values.toolchain('reticulum');
  const from = elixirImage(toolchain);
  const { words, run } = from.startsWith('hexpm/') ? builds.new : builds.old;
  const { census: who } = dialogs(values);
  return {
    image: {
      kind: 'built',
      builder: { from, manager: 'apk', packages: ['git', 'build-base', 'nodejs', 'yarn'] },
      folder: '/code',
      // The environment that upstream makes its own releases for; what it sets comes from config.toml.
      environment: { MIX_ENV: 'turkey' },
      commands: [['mix', 'local.hex', '--force'], ['mix', 'local.rebar', '--force'], ['mix', 'deps.get'], ...words],
      // The same base: a release brings Erlang along, which has to find the libraries that it was built with.
      result: {
        from,
        manager: 'apk',
        packages: ['openssl', 'busybox-extras', 'coreutils', 'libstdc++', 'ncurses-libs'],
        commands: ['mkdir -p /storage && chown 1000:1000 /storage'],
      },
      copies: { '_build/turkey/rel/ret': '/ret' },
    },
    command: ['sh', '/etc/reticulum/start.sh'],
    environment: {
      HOME: '/tmp/reticulum/var',
      LANG: 'C.UTF-8',
      RELEASE_CONFIG_DIR: '/tmp/reticulum',
      RELEASE_MUTABLE_DIR: '/tmp/reticulum/var',
      RELEASE_TMP: '/tmp/reticulum/var',
      REPLACE_OS_VARS: 'true',
      POSTGREST_INTERNAL_HOSTNAME: values.address('postgrest'),
    },
    settings: {
      ADMIN_EMAIL: { says: 'Whoever signs in with it first is the administrator.', value: '' },
      SMTP_SERVER: { says: 'The mail server for sign-in links: nobody can sign in without.', value: '' },
      SMTP_PORT: { says: 'Its port.', value: '587' },
      SMTP_USER: { says: 'Whom it knows; the password is secrets/smtp_password.', value: '' },
      MAIL_FROM: { says: 'Whom the mails are from.', value: `noreply@${values.host}` },
    },
    secrets: {
      secret_key_base: { kind: 'random' },
      guardian_secret: { kind: 'random' },
      admin_access_key: { kind: 'random' },
      dashboard_access_key: { kind: 'random' },
      bot_access_key: { kind: 'random' },
      oauth_token_key: { kind: 'random' },
      node_cookie: { kind: 'random' },
      postgrest_password: { kind: 'random' },
      database_password: { kind: 'database-password' },
      perms_key: { kind: 'perms', file: 'perms.pem' },
      smtp_password: { kind: 'user', says: 'the password at the mail server' },
    },
    files: {
      '/etc/reticulum/config.toml': config(values),
      '/etc/reticulum/fill-in.sh': fillIn,
      '/etc/reticulum/start.sh': start(run, who !== undefined),
      ...(who === undefined ? {} : { '/etc/reticulum/census': who }),
    },
    ports: { https },
    volume: { path: '/storage', gibibytes: 20, isShared: true },
    user: 1000,
    // The first start migrates an empty database.
    startsWithinMs: 5 * 60_000,
    needs: ['postgres', 'hubs', 'hubs-admin', 'spoke'],
    callers: {},
    routes: [
      { prefix: '', path: '/', port: 'https', isTls: true },
      { prefix: 'cors', path: '/', port: 'https', isTls: true },
    ],
    grows: 'app',
    // Erlang's directory of nodes, and the range in which rel/ lets them listen.
    cluster: [
      { from: 4369, to: 4369 },
      { from: 9000, to: 9100 },
    ],
  };
}
