// Reads the few lines of config/dev.exs and config/runtime.exs that matter, and the environment that runtime.exs names.
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { keyOr } = require('miniature-fault');

const STRING = '"((?:[^"\\\\]|\\\\.)*)"';

/** Everything the server wants to know, as the two files and `environment` say it; throws what Elixir would say. */
exports.readSettings = (folder, environment) => {
  const dev = readFileSync(path.join(folder, 'config/dev.exs'), 'utf8');
  const runtime = readFileSync(path.join(folder, 'config/runtime.exs'), 'utf8');
  const variables = topVariables(dev);
  const expand = (raw) => expanded(raw, folder, variables);
  return {
    endpoint: endpointOf(dev, expand, variables),
    corsProxyHost: variables.cors_proxy_host,
    assetsHost: variables.assets_host,
    linkHost: variables.link_host,
    phxHost: valueOf(dev, 'config :ret, Ret\\.Meta, phx_host', variables),
    assetHosts: expand(listOf(dev, 'asset_hosts')),
    websocketHosts: expand(listOf(dev, 'websocket_hosts')),
    storagePath: stringOf(dev, 'storage_path'),
    secretKeyBase: stringOf(dev, 'secret_key_base'),
    guardianSecret: stringOf(dev, 'secret_key'),
    postgrestPassword: match(dev, `AdminSchemaInit, postgrest_password: ${STRING}`),
    database: databaseOf(dev, runtime, environment),
    ...runtimeOf(runtime, environment),
  };
};

function topVariables(dev) {
  const names = ['host', 'cors_proxy_host', 'assets_host', 'link_host'];
  return Object.fromEntries(names.map((name) => [name, match(dev, `^${name} = ${STRING}`)]));
}

function endpointOf(dev, expand, variables) {
  const https = match(dev, '^\\s*https: \\[\\s*\\n([\\s\\S]*?)^\\s*\\]');
  const isLoopback = /^\s*ip: \{127, ?0, ?0, ?1\}/m.test(https);
  const [, host, urlPort] = find(dev, '^\\s*url: \\[scheme: "https", host: (\\S+), port: (\\d+)\\]');
  return {
    ip: isLoopback ? '127.0.0.1' : '0.0.0.0',
    port: Number(match(https, '^\\s*port: (\\d+)')),
    keyfile: expand(stringOf(https, 'keyfile')),
    certfile: expand(stringOf(https, 'certfile')),
    urlHost: literalOr(variables, host),
    urlPort: Number(urlPort),
  };
}

function databaseOf(dev, runtime, environment) {
  const repo = match(dev, '^config :ret, Ret\\.Repo,\\n([\\s\\S]*?)\\n\\n');
  return {
    host: variable(runtime, environment, 'DB_HOST'),
    // Postgrex takes the port from PGPORT, as no setting names one.
    port: Number(environment.PGPORT || 5432),
    user: stringOf(repo, 'username'),
    password: stringOf(repo, 'password'),
    database: stringOf(repo, 'database'),
  };
}

function runtimeOf(runtime, environment) {
  const origin = (name, key) =>
    `https://${variable(runtime, environment, name)}:${match(runtime, `${key}: "https://#\\{\\w+\\}:(\\d+)"`)}`;
  return {
    postgrestHost: variable(runtime, environment, 'POSTGREST_INTERNAL_HOSTNAME'),
    dialogHost: variable(runtime, environment, 'DIALOG_HOSTNAME'),
    dialogPort: integer(variable(runtime, environment, 'DIALOG_PORT')),
    permsKey: keyOr('privateKey', variable(runtime, environment, 'PERMS_KEY').replaceAll('\\n', '\n')),
    origins: {
      admin: origin('HUBS_ADMIN_INTERNAL_HOSTNAME', 'admin_page_origin'),
      hubs: origin('HUBS_CLIENT_INTERNAL_HOSTNAME', 'hubs_page_origin'),
      spoke: origin('SPOKE_INTERNAL_HOSTNAME', 'spoke_page_origin'),
    },
  };
}

/** The value of an environment variable, or the default that runtime.exs gives it in either of its two forms. */
function variable(runtime, environment, name) {
  return environment[name] ?? match(runtime, `"${name}"(?:, | \\|> System\\.get_env\\()${STRING}`);
}

function integer(text) {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new Error(
    [
      '** (ArgumentError) errors were found at the given arguments:',
      '',
      '  * 1st argument: not a textual representation of an integer',
      '',
      `    :erlang.binary_to_integer(${JSON.stringify(text)})`,
      '    config/runtime.exs: (file)',
    ].join('\n'),
  );
}

/** A list of words that may be written as several strings joined by `<>`. */
function listOf(text, name) {
  const joined = match(text, `^${name} =\\s*((?:"[^"]*"(?:\\s*<>\\s*)?)+)`);
  return [...joined.matchAll(/"([^"]*)"/g)].map((part) => part[1]).join('');
}

function valueOf(text, key, variables) {
  return literalOr(variables, match(text, `^\\s*${key}: (\\w+|"[^"]*")`));
}

function literalOr(variables, word) {
  return word.startsWith('"') ? word.slice(1, -1) : variables[word];
}

function stringOf(text, key) {
  return match(text, `^\\s*${key}: ${STRING}`);
}

function expanded(raw, folder, variables) {
  return raw
    .replaceAll('#{File.cwd!()}', folder)
    .replace(/#\{(\w+)\}/g, (_, name) => variables[name])
    .replace(/\\(["\\#])/g, '$1');
}

function match(text, pattern) {
  return find(text, pattern)[1];
}

function find(text, pattern) {
  const found = new RegExp(pattern, 'm').exec(text);
  if (!found) throw new Error(`** (CompileError) config: nothing matches ${pattern}`);
  return found;
}
