import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dialog } from '../../src/services/dialog.ts';
import { stackValues } from '../helpers/stack-values.ts';

let folder = '';

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'metaton-loopback-')), 'a "folder" with \\ and spaces');
  await cp(join(import.meta.dirname, '../../templates/preloads'), folder, { recursive: true });
});

afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** The address that a server listens on, after `server.listen(…)` with these arguments. */
function addressAfter(args: string): string {
  const environment = dialog.environment?.(stackValues('/world', { preloads: folder })) ?? {};
  const program = `
    const listening = function () { console.log(JSON.stringify(this.address())); this.close(); };
    const server = require('node:http').createServer();
    server.on('listening', listening);
    server.listen(${args});
  `;
  const options = environment['NODE_OPTIONS'];
  return execFileSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: typeof options === 'string' ? options : '' },
  }).trim();
}

it.each([
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
])('listen(%s) is narrowed to loopback', (args) => {
  expect(addressAfter(args)).toMatch(/"address":"127\.0\.0\.1"/);
});

it('lets a chosen address and a socket be', () => {
  expect(addressAfter('0, "127.0.0.2"')).toMatch(process.platform === 'linux' ? /"127\.0\.0\.2"/ : /./);
  expect(addressAfter(JSON.stringify(join(folder, '..', 'a.sock')))).toMatch(/a\.sock/);
  expect(addressAfter(JSON.stringify({ path: join(folder, '..', 'b.sock') }))).toMatch(/b\.sock/);
});
