/** `init` from an empty folder, with bare repositories of the miniatures in place of GitHub. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expectNothingLeft, type Finished, makeFolder, metaton, start } from '../helpers/cli.ts';
import { commitUpstream, gitIn, layRepositories, layWorld, type World } from '../helpers/sources.ts';

const at = (world: World, ...names: readonly string[]): string => path.join(world.cwd, ...names);
const lockOf = (world: World): Record<string, { repository: string; commit: string }> =>
  (JSON.parse(readFileSync(at(world, 'metaton.lock'), 'utf8')) as { services: never }).services;
/** What the package managers have finished, in no order. */
const finished = (world: World): readonly string[] =>
  world
    .count()
    .filter((line) => line.startsWith('end'))
    .map((line) => line.replace('end ', ''))
    .toSorted();
const urlOf = (world: World, owner: string, name: string): string =>
  pathToFileURL(path.join(world.repositories, owner, `${name}.git`)).href;

describe('an empty folder', () => {
  test('becomes a stack of 2022 with the default preset, each part on what it was made for', async () => {
    using folder = makeFolder();
    const world = layWorld(folder.path, { 'DAO-TON-CON': 'ton', mozilla: 'ton' });
    await layRepositories(world.repositories, 'ton', '2022');
    const { code, stderr, stdout } = await metaton(['init'], world);
    expect(stderr).toContain('All is in place. Next: metaton up');
    expect(code).toBe(0);
    expect(stdout).toMatch(/What took longest:[^]*Took /);
    expect(Object.keys(lockOf(world))).toEqual(['dialog', 'hubs', 'reticulum', 'spoke']);
    expect(lockOf(world)['hubs']).toEqual({
      repository: 'https://github.com/DAO-TON-CON/hubs.git',
      commit: gitIn(at(world, 'services/hubs'), 'rev-parse', 'HEAD'),
    });
    expect(finished(world)).toEqual([
      'npm ci in admin on 16.20.2',
      'npm ci in dialog on 16.20.2',
      'npm ci in hubs on 16.20.2',
      'yarn install --frozen-lockfile in spoke on 16.20.2',
    ]);
    expect(world.count().filter((line) => line.startsWith('mix'))).toEqual(
      ['local.hex', 'local.rebar', 'deps.get', 'deps.compile', 'compile'].map((task) => `mix ${task} on OTP 23`),
    );
    expect((await metaton(['patch', '--check'], world)).code).toBe(0);

    // Again: nothing is fetched, found or installed anew.
    const before = world.count();
    const again = await metaton(['init', '--json'], world);
    expect(again.code).toBe(0);
    expect(again.stdout).not.toMatch(/"step":"[a-z-]+:(clone|record|runtime|install)"/);
    expect(world.count()).toEqual(before);
    await expectNothingLeft(folder.path);
  });

  test("is what metaton.lock says: the same commits, and today's runtimes for today's code", async () => {
    using folder = makeFolder();
    const world = layWorld(folder.path, { 'Hubs-Foundation': 'today' });
    await layRepositories(world.repositories, 'today', 'today');
    const commits = Object.fromEntries(
      ['reticulum', 'dialog', 'hubs', 'spoke'].map((name) => [
        name,
        gitIn(path.join(world.repositories, 'work/today', name), 'rev-parse', 'HEAD'),
      ]),
    );
    const services = Object.fromEntries(
      Object.entries(commits).map(([name, commit]) => [
        name,
        { repository: `https://github.com/Hubs-Foundation/${name === 'spoke' ? 'Spoke' : name}.git`, commit },
      ]),
    );
    writeFileSync(at(world, 'metaton.lock'), JSON.stringify({ services }));
    commitUpstream(world.repositories, 'today', 'hubs', 'NEWS', 'later\n');

    const { code, stderr } = await metaton(['init', '--preset', 'hubs-foundation'], world);
    expect(stderr).toContain('All is in place');
    expect(code).toBe(0);
    expect(readFileSync(at(world, 'metaton.yaml'), 'utf8')).toContain('preset: hubs-foundation');
    for (const [name, commit] of Object.entries(commits))
      expect(gitIn(at(world, 'services', name), 'rev-parse', 'HEAD')).toBe(commit);
    expect(finished(world)).toContain('npm ci in hubs on 22.1.0');
    expect(finished(world).find((line) => line.includes('dialog'))).toContain('on 18.20.8');
    expect(world.count()).toContain('mix compile on OTP 25');

    const run = start(['up'], world);
    await run.saw(/Ctrl-C stops everything/);
    run.process.kill('SIGINT');
    const { stdout } = await run.finished;
    expect(stdout.match(/^\S+ +ready +/gm)).toHaveLength(7);
    await expectNothingLeft(folder.path);
  });

  test('gets the next preset as a whole where one repository cannot be reached', async () => {
    using folder = makeFolder();
    const world = layWorld(folder.path, { 'DAO-TON-CON': 'ton', 'Hubs-Foundation': 'ton' });
    await layRepositories(world.repositories, 'ton', 'today');
    const { code, stderr, stdout } = await metaton(['init', '--dry-run'], world);
    expect(stderr).toMatch(/ton-con gives way to hubs-foundation as a whole: dialog cannot be reached/);
    expect(stdout).toMatch(
      /Clone hubs from https:\/\/github\.com\/Hubs-Foundation\/hubs\.git at 6c395b02b5 \(about 13 MiB\)/,
    );
    expect(stdout).not.toContain('DAO-TON-CON');
    expect(code).toBe(0);
    expect(readdirSync(world.cwd)).toEqual([]);

    rmSync(path.join(world.repositories, 'ton'), { recursive: true });
    const none = await metaton(['init'], world);
    expect(none.stderr).toMatch(/presets-unreachable[^]*dialog\.git/);
    expect(none.code).toBe(1);
  });
});

const frontEnds = ['hubs', 'hubs-admin', 'spoke'];

/** A world in which only the page servers matter: no database is needed for them. */
async function layFrontEnds(folder: string): Promise<{ readonly world: World; readonly words: readonly string[] }> {
  const world = layWorld(folder);
  await layRepositories(world.repositories, 'ton', '2022');
  const sources = [
    `hubs=${urlOf(world, 'ton', 'hubs')}`,
    `spoke=${path.join(world.repositories, 'ton/Spoke.git')}#master`,
  ];
  return { world, words: ['init', '--only', ...frontEnds, '--source', ...sources] };
}

test('killed at every step, the next run goes on; nothing is done twice, and no half is taken for a whole', async () => {
  using folder = makeFolder();
  const { world, words } = await layFrontEnds(folder.path);
  // Installs stay where they are until all that comes before has been cut off.
  writeFileSync(world.gate, '');
  const boundaries = [
    '"step-started","step":"hubs:clone"',
    '"step-started","step":"spoke:clone"',
    '"step-succeeded","step":"hubs:clone"',
    '"step-started","step":"hubs:runtime"',
    '"step-started","step":"hubs:patch"',
    '"step-started","step":"spoke:install"',
    '"step-started","step":"hubs:install"',
    '"step-succeeded","step":"spoke:install"',
    '"step-started","step":"hubs-admin:install"',
    '"step-succeeded","step":"hubs-admin:install"',
  ];
  let kills = 0;
  for (const boundary of boundaries) {
    if (boundary.includes('succeeded","step":"spoke:install')) rmSync(world.gate);
    const run = start([...words, '--json'], world);
    const saw = await run.saw(new RegExp(boundary)).then(
      () => true,
      () => false,
    );
    // What an earlier run has finished is not begun again.
    if (!saw) continue;
    run.process.kill('SIGKILL');
    await run.finished;
    kills++;
    for (const name of ['hubs', 'spoke'])
      if (existsSync(at(world, 'services', name)))
        expect(
          gitIn(at(world, 'services', name), 'status', '--porcelain', '--untracked-files=no')
            .split('\n')
            .every((line) => !line.startsWith(' D')),
        ).toBe(true);
  }
  expect(kills).toBeGreaterThan(4);
  const { code } = await metaton(words, world);
  expect(code).toBe(0);
  expect(readdirSync(at(world, 'services')).toSorted()).toEqual(['hubs', 'spoke']);
  for (const name of ['hubs', 'hubs/admin', 'spoke'])
    expect(existsSync(at(world, 'services', name, 'node_modules/half'))).toBe(false);
  expect(Object.keys(lockOf(world))).toEqual(['hubs', 'spoke']);
  expect((await metaton(['patch', '--check', 'hubs', 'spoke'], world)).code).toBe(0);
  const done = finished(world);
  // One that was killed between its last word and the record of it is done again: half is told from whole by the record.
  expect(done.length).toBeLessThanOrEqual(frontEnds.length * 2);
  const before = world.count();
  expect((await metaton(words, world)).code).toBe(0);
  expect(world.count()).toEqual(before);
  await expectNothingLeft(folder.path);
});

test('a second init at the same time is told who is at work; Ctrl-C ends the first, and the next goes on', async () => {
  using folder = makeFolder();
  const { world, words } = await layFrontEnds(folder.path);
  writeFileSync(world.gate, '');
  const first = start([...words, '--json'], world);
  await first.saw(/"step-started","step":"spoke:install"/);
  const second = await metaton(words, world);
  expect(second.stderr).toMatch(new RegExp(`workspace-held[^]*pid ${first.process.pid} since`));
  expect(second.code).toBe(1);
  first.process.kill('SIGINT');
  first.process.kill('SIGINT');
  expect((await first.finished).code).toBe(130);
  await expectNothingLeft(folder.path);
  rmSync(world.gate);
  expect((await metaton(words, world)).code).toBe(0);
  expect(existsSync(at(world, 'services/spoke/node_modules/half'))).toBe(false);
});

test('a failing install leaves the others going, and is told with its last lines', async () => {
  using folder = makeFolder();
  const { world, words } = await layFrontEnds(folder.path);
  const modules = path.join(folder.path, 'modules');
  mkdirSync(modules);
  const env = { ...world.env, MODULES: modules };
  const { code, stderr } = await metaton([...words, '--except', 'hubs-admin'], { ...world, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/install-failed · hubs\b[^]*ENOENT/);
  expect(stderr).toMatch(/install-failed · spoke/);
  expect(stderr).toContain('Patch spoke');
  expect((await metaton(words, world)).code).toBe(0);
});

describe('a source', () => {
  test('that cannot be used is refused with what is wrong, and nothing is left of it', async () => {
    using folder = makeFolder();
    const world = layWorld(folder.path);
    await layRepositories(world.repositories, 'ton', 'today');
    const empty = path.join(folder.path, 'empty.git');
    gitIn(folder.path, 'init', '--quiet', '--bare', empty);
    const plain = path.join(folder.path, 'plain');
    mkdirSync(plain);
    const dialog = urlOf(world, 'ton', 'dialog');
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['--preset', 'mozilla'], 2, /setting-invalid[^]*ton-con or hubs-foundation/],
      [['--source', 'dialoc=x'], 2, /service-unknown/],
      [['--source', `hubs-admin=${dialog}`], 2, /hubs-admin has no source of its own/],
      [['--source', `dialog=${plain}#main`], 2, /source-ref-in-place/],
      [['--source', `dialog=${folder.path}/gone`], 2, /source-missing/],
      [['--source', `dialog=${dialog}#nope`], 1, /nope\.\s+\[ref-missing/],
      [['--source', `dialog=${dialog}#${'0'.repeat(40)}`], 1, /ref-missing/],
      [['--source', `dialog=${empty}`], 1, /repository-empty/],
      [['--source', `dialog=${pathToFileURL(plain).href}`], 1, /repository-missing/],
      [['--source', `dialog=${urlOf(world, 'ton', 'hubs')}`], 1, /repository-foreign[^]*has no index\.js, config\.js/],
    ];
    for (const [words, expected, pattern] of cases) {
      const { code, stderr } = await metaton(['init', '--only', 'dialog', ...words], world);
      expect(stderr).toMatch(pattern);
      expect(code).toBe(expected);
      expect(
        existsSync(at(world, 'services')) ? readdirSync(at(world, 'services')).filter((name) => name === 'dialog') : [],
      ).toEqual([]);
    }
  });
});

test('update moves clones on with their patches, and leaves alone what is not its own', async () => {
  using folder = makeFolder();
  const { world, words } = await layFrontEnds(folder.path);
  expect((await metaton(words, world)).code).toBe(0);
  const hubs = at(world, 'services/hubs');
  const first = lockOf(world)['hubs']?.commit;
  commitUpstream(world.repositories, '2022', 'hubs', 'NEWS', 'new\n');
  commitUpstream(world.repositories, '2022', 'hubs', 'package-lock.json', '{"name": "hubs", "lockfileVersion": 2}\n');

  const dry = await metaton(['update', '--dry-run'], world);
  expect(dry.stdout).toMatch(
    /hubs: 2 new commits\n {2}\w+ Change package-lock\.json\n {2}\w+ Change NEWS\nspoke: nothing new/,
  );
  expect(gitIn(hubs, 'rev-parse', 'HEAD')).toBe(first);

  writeFileSync(path.join(hubs, 'src/index.js'), '// mine\n');
  const dirty = await metaton(['update', 'hubs'], world);
  expect(dirty.stderr).toMatch(/update-dirty[^]*services\/hubs\/src\/index\.js/);
  expect(dirty.code).toBe(1);
  expect(readFileSync(path.join(hubs, 'src/index.js'), 'utf8')).toBe('// mine\n');
  expect((await metaton(['patch', '--check', 'hubs'], world)).code).toBe(0);

  gitIn(hubs, 'checkout', '--quiet', '--', 'src/index.js');
  const installed = finished(world).length;
  const { code, stderr } = await metaton(['update'], world);
  expect(stderr).toContain('Move hubs on by 2 commits');
  expect(code).toBe(0);
  expect(readFileSync(path.join(hubs, 'NEWS'), 'utf8')).toBe('new\n');
  expect(lockOf(world)['hubs']?.commit).toBe(
    gitIn(path.join(world.repositories, 'ton/hubs.git'), 'rev-parse', 'master'),
  );
  expect((await metaton(['patch', '--check', 'hubs'], world)).code).toBe(0);
  // The lockfile is another, so that its dependencies are, and no others.
  expect(finished(world).length).toBe(installed + 1);
  expect(statSync(at(world, 'metaton.lock')).mode & 0o777).toBe(0o644);

  const mine = path.join(world.repositories, 'work/2022/spoke');
  expect((await metaton(['init', '--only', ...frontEnds, '--source', `spoke=${mine}`], world)).code).toBe(0);
  const inPlace = await metaton(['update', 'spoke'], world);
  expect(inPlace.stderr).toContain('update-in-place');
  expect(inPlace.code).toBe(1);
});

test.each([
  ['before git moves it on', 'kill -9 $PPID; exec sleep 9'],
  ['after git has moved it on', '"$real" "$@"; kill -9 $PPID'],
])('an update that was killed %s is finished by the next', async (_, deed) => {
  using folder = makeFolder();
  const { world, words } = await layFrontEnds(folder.path);
  expect((await metaton(words, world)).code).toBe(0);
  commitUpstream(world.repositories, '2022', 'hubs', 'NEWS', 'new\n');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const deadly = path.join(folder.path, 'deadly');
  mkdirSync(deadly);
  const script = `#!/bin/sh\nreal='${real}'\ncase "$*" in *--ff-only*) ${deed} ;; esac\nexec "$real" "$@"\n`;
  writeFileSync(path.join(deadly, 'git'), script, { mode: 0o755 });
  const killed = start(['update'], { ...world, env: { ...world.env, PATH: `${deadly}:${world.env?.['PATH'] ?? ''}` } });
  expect((await killed.finished).code).toBe(null);

  const { code, stderr } = await metaton(['update'], world);
  expect(stderr).toMatch(/(?:Move|Finish moving) hubs on/);
  expect(code).toBe(0);
  const newest = gitIn(path.join(world.repositories, 'ton/hubs.git'), 'rev-parse', 'master');
  expect(gitIn(at(world, 'services/hubs'), 'rev-parse', 'HEAD')).toBe(newest);
  expect(lockOf(world)['hubs']?.commit).toBe(newest);
  expect((await metaton(['patch', '--check', 'hubs'], world)).code).toBe(0);
  const again = await metaton(['update'], world);
  expect(again.stderr).not.toContain('Finish moving');
  await expectNothingLeft(folder.path);
});

describe.skipIf(process.getuid?.() !== 0)('a disk (needs root)', () => {
  /** In a mount namespace of its own, so that nothing stays mounted. */
  const on = (folder: string, options: string, ...words: readonly string[]): Finished => {
    const script = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift && cd "$1" && shift && exec "$@"';
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', script, 'sh', options, folder, process.execPath, path.resolve('dist/main.js'), ...words],
      { encoding: 'utf8', env: { ...process.env, METATON_DATA_FOLDER: path.join(folder, '..', 'user data') } },
    );
    return { code: status, stdout, stderr };
  };

  test.each([
    ['that can only be read', 'ro', /file-refused\][^]*EROFS[^]*→ Make the workspace on a disk that can be written/],
    ['with no room', 'size=1m', /preflight-failed\][^]*host\.disk/],
    ['with no room for another file', 'size=1m,nr_inodes=1', /file-refused\][^]*ENOSPC[^]*→ Make room on that disk/],
  ])('%s is a Problem with its name', (_, options, pattern) => {
    using folder = makeFolder();
    const world = path.join(folder.path, 'world');
    mkdirSync(world);
    const { code, stderr } = on(world, options, 'init', '--only', 'dialog', '--offline');
    expect(stderr).toMatch(pattern);
    expect(stderr).not.toContain('bug');
    expect(code).toBe(1);
  });
});
