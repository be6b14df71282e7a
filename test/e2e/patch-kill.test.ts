/** `kill -9` at every write of `metaton patch`: the next run ends with all of it applied, or all of it taken back. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../helpers/cli.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

const killer = path.resolve('test/fixtures/programs/killed-at-write.mjs');
const main = path.resolve('dist/main.js');

/** Every file and folder, git's own objects and index apart, with mode and bytes. */
async function everything(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => !/^\.git\/(?!info\/)/.test(name));
  return Promise.all(
    names.toSorted().map(async (name) => {
      const { mode } = await stat(path.join(folder, name));
      return `${name} ${mode.toString(8)} ${await readFile(path.join(folder, name), 'hex').catch(() => 'folder')}`;
    }),
  );
}

async function makeWorkspace(root: string) {
  const checkouts = await layCheckouts(root);
  await writeSettings(root, checkouts);
  const checkout = path.join(checkouts, 'reticulum');
  for (const words of [
    ['init', '--quiet'],
    ['add', '.'],
  ])
    execFileSync('git', ['-C', checkout, ...words]);
  const env = { ...process.env, METATON_DATA_FOLDER: path.join(root, 'user data') };
  const run = (killedAt: number | undefined, ...words: readonly string[]) =>
    spawnSync(
      process.execPath,
      [...(killedAt === undefined ? [] : ['--import', killer]), main, 'patch', 'reticulum', ...words],
      { cwd: root, env: { ...env, KILLED_AT: String(killedAt) }, encoding: 'utf8' },
    );
  const certs = spawnSync(process.execPath, [main, 'certs'], { cwd: root, env });
  expect(certs.status).toBe(0);
  const parts = [checkout, path.join(root, '.metaton')];
  const copyOf = (part: string, name: string): string => path.join(root, name, path.basename(part));
  return {
    checkout,
    run,
    save: async (name: string): Promise<void> => {
      for (const part of parts) await cp(part, copyOf(part, name), { recursive: true });
    },
    restore: async (name: string): Promise<void> => {
      for (const part of parts) {
        await rm(part, { recursive: true, force: true });
        await cp(copyOf(part, name), part, { recursive: true });
      }
    },
  };
}

test('a patch or revert that is killed at any write is finished or taken back by the next', async () => {
  using folder = makeFolder();
  const { checkout, run, save, restore } = await makeWorkspace(folder.path);
  const pristine = await everything(checkout);
  await save('before');
  expect(run(undefined).status).toBe(0);
  const patched = await everything(checkout);
  expect(patched).not.toEqual(pristine);
  await save('after');

  let writes = 0;
  for (let at = 1; ; at++) {
    await restore('before');
    const { signal, status } = run(at);
    if (signal !== 'SIGKILL') {
      expect(status).toBe(0);
      break;
    }
    writes += 1;
    const [next, wanted] = at % 2 === 0 ? [['--revert'], pristine] : [[], patched];
    const finished = run(undefined, ...next);
    expect([at, finished.status, finished.stderr.includes('bug')]).toEqual([at, 0, false]);
    expect(await everything(checkout)).toEqual(wanted);
  }
  expect(writes).toBeGreaterThan(15);

  let reverts = 0;
  for (let at = 1; ; at++) {
    await restore('after');
    const { signal, status } = run(at, '--revert');
    if (signal !== 'SIGKILL') {
      expect(status).toBe(0);
      break;
    }
    reverts += 1;
    const [next, wanted] = at % 2 === 0 ? [[], patched] : [['--revert'], pristine];
    expect([at, run(undefined, ...next).status]).toEqual([at, 0]);
    expect(await everything(checkout)).toEqual(wanted);
  }
  expect(reverts).toBeGreaterThan(5);
}, 900_000);
