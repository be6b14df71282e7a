import Config

# Read after dev.exs, so that what the environment says wins.

if config_env() == :dev do
  postgrest_hostname = System.get_env("POSTGREST_INTERNAL_HOSTNAME", "localhost")
  db_host = System.get_env("DB_HOST", "localhost")
  dialog_hostname = System.get_env("DIALOG_HOSTNAME", "dev-janus.reticulum.io")
  hubs_admin_internal_hostname = System.get_env("HUBS_ADMIN_INTERNAL_HOSTNAME", "hubs.local")
  hubs_client_internal_hostname = System.get_env("HUBS_CLIENT_INTERNAL_HOSTNAME", "hubs.local")
  spoke_internal_hostname = System.get_env("SPOKE_INTERNAL_HOSTNAME", "hubs.local")

  dialog_port = "DIALOG_PORT" |> System.get_env("443") |> String.to_integer()
  perms_key = "PERMS_KEY" |> System.get_env("") |> String.replace("\\n", "\n")

  config :ret, RetWeb.Plugs.PostgrestProxy, hostname: postgrest_hostname

  config :ret, Ret.Repo, hostname: db_host
  config :ret, Ret.SessionLockRepo, hostname: db_host

  config :ret, Ret.Locking,
    session_lock_db: [username: "postgres", password: "postgres", database: "ret_dev", hostname: db_host]

  config :ret, Ret.JanusLoadStatus, default_janus_host: dialog_hostname, janus_port: dialog_port

  config :ret, Ret.PageOriginWarmer,
    admin_page_origin: "https://#{hubs_admin_internal_hostname}:8989",
    hubs_page_origin: "https://#{hubs_client_internal_hostname}:8080",
    spoke_page_origin: "https://#{spoke_internal_hostname}:9090"

  config :ret, Ret.PermsToken, perms_key: perms_key
end
