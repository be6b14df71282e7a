/** What metaton has made is taken away again, and nothing else. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programWords, writeBots } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, metaton, start } from '../helpers/cli.ts';
import { gitIn, layRepositories, layWorld, type World } from '../helpers/sources.ts';

const statusOf = (checkout: string): string =>
  gitIn(checkout, 'status', '--porcelain', '--ignored', '--untracked-files=all');

/** Three clones and one checkout that is used in place, with everything put in place. */
async function worldIn(folder: string): Promise<{ world: World; mine: string; before: string }> {
  const world = layWorld(folder, { 'DAO-TON-CON': 'ton', mozilla: 'ton' });
  await layRepositories(world.repositories, 'ton', '2022');
  const mine = path.join(folder, 'my dialog');
  gitIn(folder, 'clone', '--quiet', path.join(world.repositories, 'ton/dialog.git'), mine);
  const before = statusOf(mine);
  const init = await metaton(['init', '--source', `dialog=${mine}`], world);
  expect(init.stderr).toContain('All is in place');
  expect(statusOf(mine)).not.toBe(before);
  return { world, mine, before };
}

/** What a checkout has but what installing has made, which is the user's as much as metaton's. */
const withoutDependencies = (status: string): string =>
  status
    .split('\n')
    .filter((line) => !line.includes('node_modules/'))
    .join('\n');

test('reset says what goes, asks, and leaves settings, clones and checkouts as they were before', async () => {
  using folder = makeFolder();
  const { world, mine, before } = await worldIn(folder.path);
  const all = (): readonly string[] => readdirSync(world.cwd).toSorted();
  const were = all();

  const dry = await metaton(['reset', '--dry-run'], world);
  expect(dry.code).toBe(0);
  expect(dry.stdout).toMatch(new RegExp(`^unpatch +${mine} +\\d+ files? as before metaton; the checkout stays$`, 'm'));
  expect(dry.stdout).toMatch(/^remove +.*\/\.metaton +state: the database/m);
  expect(dry.stdout).not.toMatch(/authority|your settings|a clone/);
  const unasked = await metaton(['reset'], world);
  expect(unasked.stderr).toMatch(/Nothing was done.*\[not-confirmed\]/);
  expect(unasked.code).toBe(1);
  expect(all()).toEqual(were);

  const done = await metaton(['reset', '--yes'], world);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/All of it is gone\.$/m) as unknown });
  expect(all()).toEqual(['metaton.lock', 'metaton.yaml', 'services']);
  expect(withoutDependencies(statusOf(mine))).toBe(before);
  for (const name of ['reticulum', 'hubs', 'spoke'])
    expect(gitIn(path.join(world.cwd, 'services', name), 'status', '--porcelain')).toBe('');
  expect(existsSync(path.join(folder.path, 'user data/authority'))).toBe(true);
  expect((await metaton(['reset', '--yes'], world)).stdout).toBe('There is nothing to remove.\n');
});

test('reset --all leaves nothing but what is the user’s own: checkouts in place, and clones with work in them', async () => {
  using folder = makeFolder();
  const { world, mine, before } = await worldIn(folder.path);
  const services = path.join(world.cwd, 'services');
  const own = path.join(services, 'hubs', 'mine.js');
  writeFileSync(own, 'mine\n');
  gitIn(path.join(services, 'spoke'), 'commit', '--quiet', '--allow-empty', '--message', 'Mine');

  const kept = await metaton(['reset', '--all', '--yes'], world);
  expect(kept.stdout).toMatch(/^keep +.*services\/hubs +a clone with work of yours: mine\.js$/m);
  expect(kept.stderr).toMatch(/The clone of hubs stays[^]*mine\.js/);
  expect(kept.stderr).toMatch(/The clone of spoke stays[^]*commit [0-9a-f]{40}/);
  expect(kept.code).toBe(1);
  expect(readdirSync(services).toSorted()).toEqual(['hubs', 'spoke']);
  expect(readdirSync(world.cwd)).toEqual(['services']);
  expect(existsSync(own)).toBe(true);
  expect(withoutDependencies(statusOf(mine))).toBe(before);
  expect(existsSync(path.join(folder.path, 'user data'))).toBe(false);

  rmSync(services, { recursive: true });
  expect(await metaton(['reset', '--all', '--yes'], world)).toMatchObject({
    code: 0,
    stdout: 'There is nothing to remove.\n',
  });
});

test('nothing is taken from under a stack that runs, nor the authority from that of another workspace', async () => {
  using folder = makeFolder();
  const env = { METATON_DATA_FOLDER: path.join(folder.path, 'user data'), HOME: folder.path };
  await writeBots(folder.path, { bot: programWords('polite.mjs') });
  const run = start(['up', '--only', 'bot'], { cwd: folder.path, env });
  await run.saw(/Ctrl-C stops everything/);
  const here = await metaton(['reset', '--yes'], { cwd: folder.path, env });
  expect(here.stderr).toContain('[workspace-busy]');
  using elsewhere = makeFolder();
  const there = await metaton(['reset', '--all', '--yes'], { cwd: elsewhere.path, env });
  expect(there.stderr).toMatch(/\[stacks-run\][^]*metaton down -C '/);
  expect([here.code, there.code]).toEqual([1, 1]);
  run.process.kill('SIGINT');
  await run.finished;
  await expectNothingLeft(folder.path);
});
