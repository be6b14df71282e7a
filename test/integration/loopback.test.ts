import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import { dialog } from '../../src/services/dialog.ts';
import type { Lan } from '../../src/model/lan.ts';
import { plainEnvironment } from '../helpers/plain-environment.ts';
import { stackValues } from '../helpers/stack-values.ts';

let folder = '';

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'metaton-loopback-')), 'a "folder" with \\ and spaces');
  await cp(join(import.meta.dirname, '../../templates/preloads'), folder, { recursive: true });
});

afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** The addresses that servers listen on, after `server.listen(…)` with each of these arguments, in one program. */
function addressesAfter(calls: readonly string[]): readonly string[] {
  const environment = dialog.environment?.(stackValues('/world', { preloads: folder })) ?? {};
  const program = `
    const { createServer } = require('node:http');
    const addresses = [];
    const next = (calls) => {
      const [call, ...others] = calls;
      if (!call) return console.log(JSON.stringify(addresses));
      const server = createServer().on('listening', () => {
        addresses.push(JSON.stringify(server.address()));
        server.close(() => next(others));
      });
      call(server);
    };
    next([${calls.map((args) => `(server) => server.listen(${args})`).join(', ')}]);
  `;
  const options = environment['NODE_OPTIONS'];
  const output = execFileSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: typeof options === 'string' ? options : '' },
  });
  return JSON.parse(output) as readonly string[];
}

it('narrows every form of listen() to loopback', () => {
  const calls = [
    '',
    '() => {}',
    '0',
    '"0"',
    '0, () => {}',
    '0, 100, () => {}',
    '0, "0.0.0.0"',
    '0, "::", () => {}',
    '0, "0.0.0.0", 100, () => {}',
    '0, undefined, () => {}',
    '0, null, 100',
    '{ port: 0 }',
    '{ port: 0, host: "::", ipv6Only: true }, () => {}',
    '{ port: undefined }',
    'null, () => {}',
    'undefined',
  ];
  const addresses = addressesAfter(calls);
  expect(addresses).toHaveLength(calls.length);
  for (const address of addresses) expect(address).toMatch(/"address":"127\.0\.0\.1","family":"IPv4"/);
});

it('lets a socket by its path be', () => {
  const paths = ['a.sock', 'b.sock'].map((name) => join(folder, '..', name));
  const calls = [JSON.stringify(paths[0]), JSON.stringify({ path: paths[1] })];
  expect(addressesAfter(calls)).toEqual(paths.map((path) => JSON.stringify(path)));
});

it.runIf(process.platform === 'linux')(
  'opens one port to a network beside loopback, over TLS too, and closes it with the server',
  async () => {
    const pair = join(folder, 'pair');
    const place = { authorityFolder: join(pair, 'authority'), authorityMaker: 'metaton' } as const;
    const { ensureAuthority, ensureLeaf } = makeCertificates(makeFiles());
    await ensureAuthority(place, []);
    await ensureLeaf(place, [], pair);
    const program = `
      const https = require('node:https');
      const http = require('node:http');
      const net = require('node:net');
      const { readFileSync } = require('node:fs');
      const dials = (port, host) => new Promise((resolve) => {
        const socket = net.connect({ port, host }).on('connect', () => { socket.destroy(); resolve('open'); })
          .on('error', ({ code }) => resolve(code));
      });
      const get = (lib, url) => new Promise((resolve) => lib.get(url, { rejectUnauthorized: false, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }));
      const listening = (server, port) => new Promise((resolve) => server.listen(port, '0.0.0.0', resolve));
      (async () => {
        const [, port] = process.env.METATON_LAN.split(':');
        const server = https.createServer({ key: readFileSync(process.env.PAIR + '/key.pem'), cert: readFileSync(process.env.PAIR + '/cert.pem') }, (_, answer) => answer.writeHead(204).end());
        const other = http.createServer();
        await listening(server, Number(port));
        await listening(other, 0);
        // The second address is taken a moment after the first.
        while ((await dials(port, '127.0.0.2')) !== 'open') await new Promise(setImmediate);
        const seen = [
          await get(https, 'https://127.0.0.1:' + port), await get(https, 'https://127.0.0.2:' + port),
          await dials(port, '127.0.0.3'), await dials(other.address().port, '127.0.0.2'),
        ];
        await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
        while ((await dials(port, '127.0.0.2')) === 'open') await new Promise(setImmediate);
        other.close();
        console.log(JSON.stringify(seen));
      })();
    `;
    const lan: Lan = { host: 'world.lan', address: '127.0.0.2', hasOwnAuthority: false };
    const values = stackValues('/world', { preloads: folder, lan });
    const options = plainEnvironment(dialog, values);
    const output = execFileSync(process.execPath, ['-e', program], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: options['NODE_OPTIONS'],
        PAIR: pair,
        METATON_LAN: options['METATON_LAN']?.replace(/\d+$/, '24443'),
      },
    });
    expect(JSON.parse(output)).toEqual([204, 204, 'ECONNREFUSED', 'ECONNREFUSED']);
    expect(options['METATON_LAN']).toBe('127.0.0.2:4443');
  },
);

it.runIf(process.platform === 'linux')('lets a chosen address be', () => {
  expect(addressesAfter(['0, "127.0.0.2"'])[0]).toContain('127.0.0.2');
});

it('narrows what the config of dialog tells the media worker, and offers each address once', () => {
  const checkout = join(import.meta.dirname, '../fixtures/eras/dialog/env-config/before');
  const values = stackValues('/world', { preloads: folder });
  const listenIpsWith = (more: Readonly<Record<string, string>>): unknown =>
    JSON.parse(
      execFileSync(
        process.execPath,
        ['-p', 'JSON.stringify(require("./config").mediasoup.webRtcTransportOptions.listenIps)'],
        { cwd: checkout, encoding: 'utf8', env: { ...process.env, ...plainEnvironment(dialog, values), ...more } },
      ),
    );
  expect(listenIpsWith({})).toEqual([{ ip: '127.0.0.1' }]);
  expect(listenIpsWith({ MEDIASOUP_LISTEN_IP: '0.0.0.0' })).toEqual([{ ip: '127.0.0.1' }]);
  expect(listenIpsWith({ NODE_OPTIONS: '' })).toContainEqual({ ip: '0.0.0.0', announcedIp: '127.0.0.1' });
});
