/** What happens to patches between one run and the next, in a real repository. */
import { chmodSync, chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardCommits, textForGit, unguardCommits } from '../../src/engine/commit-guard.ts';
import type { Patch } from '../../src/model/patch.ts';
import { makePatchRig, thing, upstream } from '../helpers/patch-rig.ts';

const isRoot = process.getuid?.() === 0;
let rig: Awaited<ReturnType<typeof makePatchRig>>;

beforeEach(async () => {
  rig = await makePatchRig();
});
afterEach(() => rig.remove());

const states = async (): Promise<readonly string[]> =>
  (await rig.states()).map(({ id, state, file, line }) => `${state} ${id} ${file}:${line ?? ''}`);
const codes = ({ problems }: { problems: readonly { code: string }[] }): readonly string[] =>
  problems.map(({ code }) => code);
const allApplied = [
  'applied host config/dev.exs:',
  'applied loopback config/dev.exs:',
  'applied env .env:',
  'applied name webpack.config.js:',
];

describe('a patched checkout', () => {
  it('is clean to git but for the edits, is not patched twice, and goes back byte for byte', async () => {
    const before = await rig.everything();
    expect((await rig.patch()).problems).toEqual([]);
    expect(rig.git('status', '--porcelain')).toBe(' M config/dev.exs\n M webpack.config.js\n');
    expect(await states()).toEqual(allApplied);
    expect((await rig.patch()).written).toBe(0);
    expect((await rig.revert()).problems).toEqual([]);
    expect(await rig.everything()).toEqual(before);
  });

  it('does not list in info/exclude what the repository ignores by itself', async () => {
    await rig.write('.gitignore', 'certs/\n');
    await rig.patch();
    expect(await rig.read('.git/info/exclude')).toMatch(/>>> metaton.*\n\/\.env\n# <<< metaton\n$/);
  });

  it.each([
    ['git checkout', () => rig.git('checkout', '--', '.')],
    ['git stash', () => rig.git('stash', '--quiet')],
  ])('that lost its edits by %s is mended, and said so', async (_, lose) => {
    const before = await rig.everything();
    await rig.patch();
    lose();
    expect(await states()).toEqual([
      'drifted host config/dev.exs:3',
      'drifted loopback config/dev.exs:7',
      'applied env .env:',
      'drifted name webpack.config.js:1',
    ]);
    expect((await rig.patch()).planned?.remarks).toEqual([
      'thing: config/dev.exs is patched again: what was there before metaton is back, as after `git checkout` or `git stash`.',
      'thing: webpack.config.js is patched again: what was there before metaton is back, as after `git checkout` or `git stash`.',
    ]);
    expect(await states()).toEqual(allApplied);
    await rig.revert();
    expect(await rig.everything()).toEqual(before);
  });

  it('keeps what a pull brought, and goes back to that', async () => {
    await rig.patch();
    rig.git('stash', '--quiet');
    await rig.write('config/dev.exs', upstream['config/dev.exs'].replace('import Config', 'import Config\n# new'));
    rig.git('commit', '--quiet', '-am', 'newer');
    const newer = await rig.read('config/dev.exs');
    rig.git('stash', 'pop', '--quiet');
    expect(await states()).toEqual(allApplied);
    expect((await rig.patch()).written).toBe(0);
    await rig.revert();
    expect(await rig.read('config/dev.exs')).toBe(newer);
    expect(rig.git('status', '--porcelain')).toBe('');
  });

  it('is left alone while a merge is unfinished in it', async () => {
    await rig.patch();
    const marked = (await rig.read('config/dev.exs')).replace(
      'host = "localhost"',
      '<<<<<<< HEAD\nhost = "localhost"\n=======\nhost = "new.local"\n>>>>>>> newer',
    );
    await rig.write('config/dev.exs', marked);
    expect(codes(await rig.patch())).toEqual(['file-unfinished-merge']);
    expect((await states()).slice(0, 2)).toEqual([
      'conflict host config/dev.exs:',
      'conflict loopback config/dev.exs:',
    ]);
    expect(codes(await rig.revert())).toEqual(['file-unfinished-merge']);
    expect(await rig.read('config/dev.exs')).toBe(marked);
  });

  it('on a branch of another era loses the edits that are of no use there', async () => {
    await rig.patch();
    rig.git('stash', '--quiet');
    await rig.write('era', 'new\n');
    rig.git('commit', '--quiet', '-am', 'next era');
    rig.git('stash', 'pop', '--quiet');
    expect((await states()).at(-1)).toBe('drifted name webpack.config.js:1');
    expect((await rig.patch()).planned?.remarks).toEqual([
      'thing: the edits of webpack.config.js are taken off: the code is of another era by now.',
    ]);
    expect(rig.git('status', '--porcelain')).toBe(' M config/dev.exs\n');
    await rig.revert();
    expect(rig.git('status', '--porcelain')).toBe('');
  });

  it('with a line of metaton changed by hand is patched again, and gives that line back', async () => {
    await rig.patch();
    await rig.write('webpack.config.js', (await rig.read('webpack.config.js')).replace('localhost', 'box.lan'));
    expect((await rig.patch()).planned?.remarks).toEqual([
      'thing: webpack.config.js is patched again: changed since, as by a pull or by hand, to: const host = "box.lan";.',
    ]);
    await rig.revert();
    expect(await rig.read('webpack.config.js')).toBe(upstream['webpack.config.js'].replace('hubs.local', 'box.lan'));
  });
});

describe('what was so already', () => {
  it('is adopted, and stays when patches are taken back', async () => {
    const byHand = upstream['webpack.config.js'].replace('hubs.local', 'localhost');
    await rig.write('webpack.config.js', byHand);
    const half = upstream['config/dev.exs'].replace('hubs.local', 'localhost');
    await rig.write('config/dev.exs', half);
    const before = await rig.states();
    expect(before.filter(({ isAdopted }) => isAdopted).map(({ id }) => id)).toEqual(['host', 'name']);
    await rig.patch();
    await rig.revert();
    expect([await rig.read('webpack.config.js'), await rig.read('config/dev.exs')]).toEqual([byHand, half]);
  });
});

describe('nothing is written', () => {
  let before: readonly string[] = [];
  const expectRefused = async (...wanted: readonly string[]): Promise<void> => {
    before = await rig.everything();
    expect(codes(await rig.patch())).toEqual(wanted);
    expect(await rig.everything()).toEqual(before);
  };

  it('where a line stands twice, or not at all', async () => {
    await rig.write('config/dev.exs', `${upstream['config/dev.exs']}host = "other"\n`);
    await rig.write('webpack.config.js', 'const hosts = "hubs.local";\n');
    await expectRefused('patch-anchor-ambiguous', 'patch-anchor-missing');
  });

  it('where a file is not UTF-8', async () => {
    await writeFile(
      rig.at('config/dev.exs'),
      Buffer.from(upstream['config/dev.exs'].replace('import', '# \xe9\nimport'), 'latin1'),
    );
    await expectRefused('patch-file-not-text');
  });

  it.each([
    ['config/dev.exs', 'config :thing, [\n', /config\/dev\.exs:\d+:\d+: /],
    ['webpack.config.js', 'module.exports = {;\n', /webpack\.config\.js:4:\d+: Unexpected token/],
  ])('where %s was broken before', async (file, more, evidence) => {
    await rig.write(file, `${upstream[file as keyof typeof upstream]}${more}`);
    before = await rig.everything();
    const { problems } = await rig.patch();
    expect(problems).toMatchObject([{ code: 'file-broken', evidence: expect.stringMatching(evidence) as string }]);
    expect(await rig.everything()).toEqual(before);
  });

  it.each(['config/dev.exs', 'webpack.config.js', 'package.json'])('where an edit would break %s', async (file) => {
    await rig.remove();
    const breaking: Patch = {
      id: 'bad',
      file,
      why: 'It is a test.',
      kind: 'insert-line',
      after: /^\S+ *[[{(]?$/,
      line: () => '"[',
    };
    const texts = { era: 'one\n', [file]: '{\n}\n' };
    const eras = [{ name: 'one', matches: () => true, patches: [breaking] }];
    rig = await makePatchRig(
      { ...thing, eras },
      { ...texts, [file]: file.endsWith('exs') ? '[\n ]\n' : file.endsWith('json') ? '{\n }\n' : '[\n ]\n' },
    );
    await expectRefused('patch-breaks-file');
  });

  it('where a link leads out of the checkout, or nowhere', async () => {
    await writeFile(path.join(rig.root, 'outside.exs'), upstream['config/dev.exs']);
    await rm(rig.at('config/dev.exs'));
    symlinkSync(path.join(rig.root, 'outside.exs'), rig.at('config/dev.exs'));
    symlinkSync('nowhere', rig.at('.env'));
    before = await rig.everything().catch(() => []);
    expect(codes(await rig.patch())).toEqual(['file-outside-checkout', 'file-outside-checkout']);
    expect(await readFile(path.join(rig.root, 'outside.exs'), 'utf8')).toBe(upstream['config/dev.exs']);
  });

  it.skipIf(isRoot)('where a file may not be changed', async () => {
    chmodSync(rig.at('config/dev.exs'), 0o444);
    await expectRefused('file-read-only');
  });

  it('where a file of the user lies in the place of a key', async () => {
    await rig.write('certs/key.pem', 'my own\n');
    await expectRefused('file-not-ours');
  });
});

describe('bytes that are nobody’s business', () => {
  it('stay: ends of lines of each kind, a byte order mark, a last line without an end, the mode', async () => {
    const text =
      '\uFEFFimport Config\r\nhost = "hubs.local"\nconfig :thing, https: [\r\n  port: 4000,\r\n  emoji: "🦆"]';
    await rig.write('config/dev.exs', text);
    chmodSync(rig.at('config/dev.exs'), 0o755);
    const before = await rig.everything();
    await rig.patch();
    expect(await rig.read('config/dev.exs')).toBe(
      '\uFEFFimport Config\r\nhost = "localhost"\nconfig :thing, https: [\r\n  port: 4000,\r\n  ip: {127, 0, 0, 1},\r\n  emoji: "🦆"]',
    );
    await rig.revert();
    expect(await rig.everything()).toEqual(before);
  });

  it('stay links, where what they lead to is in the checkout', async () => {
    await rename(rig.at('config/dev.exs'), rig.at('config/real.exs'));
    symlinkSync('real.exs', rig.at('config/dev.exs'));
    await rig.patch();
    expect(await rig.read('config/real.exs')).toContain('host = "localhost"');
    expect(await rig.read('config/dev.exs')).toContain('host = "localhost"');
    await rig.revert();
    expect(await rig.read('config/real.exs')).toBe(upstream['config/dev.exs']);
  });

  it.skipIf(!isRoot)('belong to whom they belonged, and what root makes to whom the checkout belongs', async () => {
    for (const name of ['', '.git', '.git/info', 'config', 'config/dev.exs']) chownSync(rig.at(name), 1234, 1234);
    await rig.patch();
    const owners = ['config/dev.exs', '.env', 'certs', 'certs/key.pem'].map(
      async (name) => (await stat(rig.at(name))).uid,
    );
    expect(await Promise.all(owners)).toEqual([1234, 1234, 1234, 1234]);
    await rig.revert();
    expect((await stat(rig.at('config/dev.exs'))).uid).toBe(1234);
  });
});

describe('a checkout whose .git is a file', () => {
  it('keeps its untracked files out of sight, too, and leaves no trace', async () => {
    const tree = path.join(rig.root, 'tree');
    rig.git('worktree', 'add', '--quiet', tree);
    await rig.patch();
    await rename(rig.checkout, path.join(rig.root, 'main'));
    await rename(tree, rig.checkout);
    await writeFile(rig.at('.git'), `gitdir: ${path.join(rig.root, 'main', '.git', 'worktrees', 'tree')}\n`);
    const exclude = path.join(rig.root, 'main', '.git', 'info', 'exclude');
    const before = await readFile(exclude, 'utf8');
    await rm(rig.state, { recursive: true });
    expect((await rig.patch()).problems).toEqual([]);
    expect(rig.git('status', '--porcelain')).toBe(' M config/dev.exs\n M webpack.config.js\n');
    await rig.revert();
    expect(rig.git('status', '--porcelain')).toBe('');
    expect((await readFile(exclude, 'utf8')).length).toBeLessThanOrEqual(before.length);
  });
});

describe("git's own state", () => {
  const install = async (): Promise<void> => {
    rig.git('config', '--local', 'core.hooksPath', '.githooks/');
    mkdirSync(rig.at('.git/hooks'), { recursive: true });
    await rig.write('.git/hooks/pre-commit', '#!/bin/sh\n# husky\n\n# Created by Husky v3.0.5\n');
  };

  it('is as before when patches are taken back, where an install has changed it', async () => {
    await rig.write(
      'package.json',
      '{\n "scripts": { "deps": "git config --local core.hooksPath .githooks/ || true" }\n}\n',
    );
    const before = await rig.everything();
    await rig.patch();
    await install();
    expect((await rig.revert()).remarks).toHaveLength(2);
    expect(await rig.everything()).toEqual(before);
  });

  it('is left alone where the user may have set it, or had it before', async () => {
    await rig.patch();
    rig.git('config', '--local', 'core.hooksPath', '/my/hooks');
    await rig.write('.git/hooks/pre-push', '#!/bin/sh\necho mine\n');
    expect((await rig.revert()).remarks).toEqual([]);
    expect(rig.git('config', 'core.hooksPath')).toBe('/my/hooks\n');
    expect(rig.has('.git/hooks/pre-push')).toBe(true);
    await install();
    await rig.patch();
    expect((await rig.revert()).remarks).toEqual([]);
    expect(rig.has('.git/hooks/pre-commit')).toBe(true);
  });
});

describe('the commit guard', () => {
  it('shows git no edits, commits what the user changes beside them, and goes without a trace', async () => {
    const { files, processes } = rig.machine;
    const guarded = { service: 'thing', checkout: rig.checkout, state: rig.state };
    const before = await rig.everything();
    await rig.patch();
    // What the command says is tried with the built program; here git is answered from what this says now.
    const answers = path.join(rig.root, 'answers');
    await mkdir(path.join(answers, 'config'), { recursive: true });
    const answer = async (file: string): Promise<void> =>
      writeFile(path.join(answers, file), await textForGit(files, guarded, file, await rig.read(file)));
    await answer('config/dev.exs');
    await answer('webpack.config.js');
    expect(await guardCommits(files, processes, guarded, `cat > /dev/null; cat ${answers}/%f`)).toEqual([
      'config/dev.exs',
      'webpack.config.js',
    ]);
    expect(rig.git('status', '--porcelain')).toBe('');
    await rig.write('webpack.config.js', `${await rig.read('webpack.config.js')}// mine\n`);
    await answer('webpack.config.js');
    expect(rig.git('diff', '--unified=0').split('\n').slice(-2)).toEqual(['+// mine', '']);
    rig.git('checkout', '--', 'webpack.config.js');
    await rig.patch();
    expect(await unguardCommits(files, processes, 'thing', rig.checkout)).toBe(true);
    expect(rig.git('status', '--porcelain')).toBe(' M config/dev.exs\n M webpack.config.js\n');
    await rig.revert();
    expect(await rig.everything()).toEqual(before);
  });
});
