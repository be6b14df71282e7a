/** What Elixir makes of the settings of a reticulum, and what must be true of them on one's own machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { StackValues } from '../../src/model/stack-values.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { plainEnvironment } from './plain-environment.ts';

/** Evaluates the settings as mix would, without the dependencies, and prints what is asked for as JSON. */
const script = `
Mix.start()
Mix.env(:dev)
config = Config.Reader.read!("config/config.exs", env: :dev)
config =
  if File.exists?("config/runtime.exs"),
    do: Config.Reader.merge(config, Config.Reader.read!("config/runtime.exs", env: :dev)),
    else: config

ret = config[:ret]
endpoint = ret[RetWeb.Endpoint]
address = fn key -> endpoint[key] && Enum.map_join(Enum.sort(endpoint[key]), " ", fn {k, v} -> "#{k}=#{v}" end) end
database = fn d -> d && Enum.map_join([:hostname, :database, :username, :password], " ", &to_string(d[&1])) end
hosts = inspect(config, limit: :infinity, printable_limit: :infinity)

values = [
  url: address.(:url),
  static_url: address.(:static_url),
  cors_proxy_url: address.(:cors_proxy_url),
  assets_host: endpoint[:assets_url][:host],
  link_host: endpoint[:link_url][:host],
  https: inspect({endpoint[:https][:ip], endpoint[:https][:port]}),
  keyfile: endpoint[:https][:keyfile],
  certfile: endpoint[:https][:certfile],
  janus_host: ret[Ret.JanusLoadStatus][:default_janus_host],
  janus_port: inspect(ret[Ret.JanusLoadStatus][:janus_port]),
  admin: ret[Ret.PageOriginWarmer][:admin_page_origin],
  hubs: ret[Ret.PageOriginWarmer][:hubs_page_origin],
  spoke: ret[Ret.PageOriginWarmer][:spoke_page_origin],
  perms_key: ret[Ret.PermsToken][:perms_key],
  phx_host: ret[Ret.Meta][:phx_host],
  storage: ret[Ret.Storage][:host],
  insecure_ssl: inspect(ret[Ret.HttpUtils][:insecure_ssl]),
  postgrest: ret[RetWeb.Plugs.PostgrestProxy][:hostname],
  databases: Enum.map_join([ret[Ret.Repo], ret[Ret.SessionLockRepo], ret[Ret.Locking][:session_lock_db]], ", ", database),
  old_hosts: Regex.scan(~r/[a-z:\\/]*hubs(?:-proxy)?\\.local[:0-9]*/, hosts) |> List.flatten() |> Enum.uniq() |> Enum.join(" ")
]

for {key, value} <- values, do: IO.puts("#{key} #{Base.encode64(to_string(value))}")
`;

/** The settings that count, as text. */
export async function evaluatedSettings(
  checkout: string,
  values: StackValues,
  permsKey: string,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)('elixir', ['-e', script], {
    cwd: checkout,
    // The folder's name may have an umlaut, which must be found in any locale.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LC_ALL: 'C',
      ...plainEnvironment(reticulum, values),
      PERMS_KEY: permsKey,
    },
  });
  return Object.fromEntries(
    stdout
      .split('\n')
      .map((line) => /^(\w+) ([A-Za-z0-9+/=]*)$/.exec(line))
      .flatMap((found) => (found ? [[found[1] ?? '', Buffer.from(found[2] ?? '', 'base64').toString()]] : [])),
  );
}

const own = 'host=localhost port=4000 scheme=https';
const database = '127.0.0.1 ret_dev postgres postgres';

/** What settings must say for a stack at localhost; where the code has no setting of its own for PostgREST, nothing. */
export function expectLocalSettings(
  settings: Readonly<Record<string, string>>,
  checkout: string,
  permsKey: string,
): void {
  const { old_hosts: oldHosts = '', postgrest = '', ...rest } = settings;
  expect(rest).toEqual({
    url: own,
    static_url: own,
    cors_proxy_url: own,
    assets_host: 'hubs-assets.local',
    link_host: 'hubs-link.local',
    https: '{{127, 0, 0, 1}, 4000}',
    keyfile: `${checkout}/priv/cert/key.pem`,
    certfile: `${checkout}/priv/cert/cert.pem`,
    janus_host: 'localhost',
    janus_port: '4443',
    admin: 'https://localhost:8989',
    hubs: 'https://localhost:8080',
    spoke: 'https://localhost:9090',
    perms_key: permsKey,
    phx_host: 'localhost',
    storage: 'https://localhost:4000',
    insecure_ssl: 'true',
    databases: [database, database, database].join(', '),
  });
  expect(['127.0.0.1', '']).toContain(postgrest);
  // The last two of connect_src are hard-coded, and do no harm.
  expect(['https://hubs.local:8080 wss://hubs.local:8080', '']).toContain(oldHosts);
}
