import Config

config :ret, ecto_repos: [Ret.Repo, Ret.SessionLockRepo]

config :ret, RetWeb.Endpoint, url: [host: "localhost"], secure?: false

config :ret, RetWeb.Plugs.PostgrestProxy, hostname: "localhost"

import_config "#{config_env()}.exs"
