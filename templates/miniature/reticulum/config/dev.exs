import Config

# Development settings of the miniature server, in the shape of its big counterpart.

host = "hubs.local"
cors_proxy_host = "hubs-proxy.local"
assets_host = "hubs-assets.local"
link_host = "hubs-link.local"

config :ret, RetWeb.Endpoint,
  url: [scheme: "https", host: host, port: 4000],
  static_url: [scheme: "https", host: host, port: 4000],
  https: [
    port: 4000,
    otp_app: :ret,
    cipher_suite: :strong,
    keyfile: "#{File.cwd!()}/priv/dev-ssl.key",
    certfile: "#{File.cwd!()}/priv/dev-ssl.cert"
  ],
  cors_proxy_url: [scheme: "https", host: cors_proxy_host, port: 4000],
  assets_url: [scheme: "https", host: assets_host, port: 4000],
  link_url: [scheme: "https", host: link_host, port: 4000],
  imgproxy_url: [scheme: "http", host: host, port: 5000],
  debug_errors: true,
  code_reloader: true,
  check_origin: false,
  allowed_origins: "*",
  # Public, as every key in this file: it signs nothing that is worth anything.
  secret_key_base: "miniature+development+secret+key+base+which+everybody+may+read+01"

# ## A certificate of your own
#
#     https: [
#       port: 4443,
#       keyfile: "priv/server.key",
#       certfile: "priv/server.pem"
#     ]
#
#     keyfile: "/etc/ssl/private/server.key"

config :logger, :console, format: "[$level] $message\n"

config :ret, Ret.Repo,
  username: "postgres",
  password: "postgres",
  database: "ret_dev",
  template: "template0",
  pool_size: 10

config :ret, Ret.SessionLockRepo,
  username: "postgres",
  password: "postgres",
  database: "ret_dev",
  template: "template0",
  pool_size: 10

config :ret, Ret.Locking, session_lock_db: [username: "postgres", password: "postgres", database: "ret_dev"]

config :ret, Ret.PageOriginWarmer, insecure_ssl: true

config :ret, Ret.Storage,
  host: "https://#{host}:4000",
  storage_path: "storage/dev",
  ttl: 60 * 60 * 24

asset_hosts =
  "https://localhost:4000 https://localhost:8080 " <>
    "https://#{host} https://#{host}:4000 https://#{host}:8080 https://#{host}:3000 https://#{host}:8989 https://#{host}:9090"

websocket_hosts =
  "wss://#{host}:4000 wss://#{host}:8080 wss://#{host}:8989 wss://#{host}:9090 https://hubs.local:8080 wss://hubs.local:8080"

config :ret, RetWeb.Plugs.AddCSP,
  content_security_policy: "script-src 'self' #{asset_hosts}; connect-src 'self' #{asset_hosts} #{websocket_hosts}"

config :ret, Ret.Guardian,
  issuer: "ret",
  ttl: {12, :weeks},
  secret_key: "miniature+development+guardian+secret+which+everybody+may+read+02"

config :ret, RetWeb.PageController, skip_cache: true

config :ret, Ret.HttpUtils, insecure_ssl: true

config :ret, Ret.Meta, phx_host: host

config :ret, Ret.PermsToken, perms_key: ""

config :ret, Ret.JanusLoadStatus, default_janus_host: "dev-janus.reticulum.io", janus_port: 443

config :ret, Ret.Repo.Migrations.AdminSchemaInit, postgrest_password: "password"

config :ret, Ret.Coturn, realm: "ret"
