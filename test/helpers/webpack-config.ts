/** What a webpack configuration says when it is loaded, and what must be true of it on one's own machine. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { StackValues } from '../../src/model/stack-values.ts';
import { hubsAdmin } from '../../src/services/hubs-admin.ts';
import { hubs } from '../../src/services/hubs.ts';
import { spoke } from '../../src/services/spoke.ts';
import { plainEnvironment } from './plain-environment.ts';

/** The parts of a configuration that count. */
interface Loaded {
  readonly publicPath: string;
  readonly port: string | null;
  readonly public: string | null;
  readonly serverPublicPath: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly key: string;
  readonly cert: string;
  /** What goes into the bundle, or for Spoke what its configuration leaves in the environment. */
  readonly env: Readonly<Record<string, string>>;
}

const script = `
const load = require('./webpack.config.js');
Promise.resolve(typeof load === 'function' ? load({ localDev: 1, local: 1 }, { mode: 'development' }) : load).then((config) => {
  const { devServer, output, plugins = [] } = config;
  const { key = '', cert = '' } = devServer.server?.options ?? (typeof devServer.https === 'object' ? devServer.https : {});
  const defined = plugins.map((plugin) => plugin.definitions?.['process.env']).find((text) => typeof text === 'string');
  require('node:fs').writeSync(1, JSON.stringify({
    publicPath: output.publicPath,
    port: devServer.port === undefined ? null : String(devServer.port),
    public: devServer.public ?? null,
    serverPublicPath: devServer.publicPath ?? null,
    headers: devServer.headers ?? null,
    key: String(key),
    cert: String(cert),
    env: defined === undefined ? process.env : JSON.parse(defined),
  }));
});
`;

/** Loads a configuration in a program of its own, with the environment that metaton gives. */
export async function loadedConfig(
  service: typeof hubs,
  checkout: string,
  values: StackValues,
  node = process.execPath,
): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(node, ['-e', script], {
    cwd: checkout,
    env: { PATH: process.env['PATH'], ...plainEnvironment(service, values) },
  });
  // A configuration may have something of its own to say first.
  return JSON.parse(stdout.slice(stdout.indexOf('{"publicPath"'))) as Loaded;
}

/** What a configuration must say for a stack at localhost; `knowsCerts` where it takes the certificate from certs/ itself. */
export async function expectLocalConfig(
  service: typeof hubs,
  loaded: Loaded,
  checkout: string,
  knowsCerts = true,
): Promise<void> {
  const server = 'localhost:4000';
  const { env } = loaded;
  if (knowsCerts)
    expect([loaded.key, loaded.cert]).toEqual(
      await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(path.join(checkout, 'certs', name), 'utf8'))),
    );
  if (loaded.headers) expect(loaded.headers['Access-Control-Allow-Origin']).toBe('*');
  expect(env).toMatchObject({ RETICULUM_SERVER: server });
  if (service === spoke) {
    expect(loaded).toMatchObject({
      publicPath: 'https://localhost:9090/',
      serverPublicPath: 'https://localhost:9090/',
      public: 'localhost:9090',
    });
    expect(env).toMatchObject({ ROUTER_BASE_PATH: '/spoke', HUBS_SERVER: server, THUMBNAIL_SERVER: server });
    return;
  }
  const port = service === hubs ? '8080' : '8989';
  // webpack-dev-server 3 takes 8080 where it is told nothing.
  expect([port, service === hubs ? null : port]).toContain(loaded.port);
  expect(loaded.publicPath).toBe(`https://localhost:${port}/`);
  expect(env).toMatchObject({ CORS_PROXY_SERVER: server });
  expect(env['APP_CONFIG']).toBeUndefined();
  if (service === hubsAdmin) expect(env['POSTGREST_SERVER']).toBe('');
  expect(JSON.stringify(env)).not.toMatch(/hubs\.local|hubs-proxy/);
}
