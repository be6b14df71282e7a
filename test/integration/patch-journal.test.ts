import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFiles } from '../../src/adapters/files.ts';
import { applyPlanned, revertPatches } from '../../src/engine/patch-journal.ts';
import type { Files } from '../../src/model/machine.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { PlannedFile, PlannedPatches } from '../../src/model/step.ts';

const files = makeFiles();
const original = 'host = "a"\r\nrest';
const patched = 'host = "b"\r\nrest';
let root = '';
let checkout = '';
let state = '';

const git = (...args: string[]): string => execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8' });
const at = (...names: string[]): string => join(checkout, ...names);
const read = (name: string): Promise<string> => readFile(at(name), 'utf8');
const edit = (before = original, after = patched, pristine = before): PlannedFile => ({
  file: 'config/dev.exs',
  before,
  after,
  original: pristine,
  patches: ['host'],
});
const planned = (...edits: readonly PlannedFile[]): PlannedPatches => ({
  service: 'thing',
  checkout,
  era: 'only',
  withdrawn: [],
  remarks: [],
  files: edits,
  copies: [
    { from: join(root, 'key.pem'), to: at('priv', 'cert', 'key.pem'), mode: 0o600 },
    { from: join(root, 'cert.pem'), to: at('priv', 'cert', 'cert.pem'), mode: 0o644 },
  ],
});
const env: PlannedFile = { file: '.env', before: undefined, after: 'A="1"\n', original: undefined, patches: ['env'] };
const nothingDone = { reverted: [], problems: [], remarks: [] };
const problemOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ProblemError ? error.problem.code : String(error);
};

/** Every file and folder below the checkout, git's own apart, with mode and text. */
async function everything(): Promise<readonly string[]> {
  const names = await readdir(checkout, { recursive: true });
  const found = [];
  for (const name of names.filter((each) => !each.startsWith('.git/') || each === '.git/info/exclude').toSorted()) {
    const { mode } = await stat(at(name));
    found.push(`${name} ${mode.toString(8)} ${await readFile(at(name), 'utf8').catch(() => 'folder')}`);
  }
  return found;
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'metaton-patches-'));
  checkout = join(root, 'thing');
  state = join(root, '.metaton');
  await mkdir(at('config'), { recursive: true });
  await writeFile(at('config/dev.exs'), original);
  await writeFile(join(root, 'key.pem'), 'key\n');
  await writeFile(join(root, 'cert.pem'), 'cert\n');
  git('init', '--quiet', '--template=');
  git('add', '.');
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('applyPlanned', () => {
  it('writes what differs, once, and keeps the mode', async () => {
    await chmod(at('config/dev.exs'), 0o755);
    expect(await applyPlanned(files, planned(edit(), env), state)).toBeGreaterThan(0);
    expect(await read('config/dev.exs')).toBe(patched);
    expect((await stat(at('config/dev.exs'))).mode & 0o777).toBe(0o755);
    expect((await stat(at('priv/cert/key.pem'))).mode & 0o777).toBe(0o600);
    expect(git('status', '--porcelain').match(/^\?\?.*$/gm)).toBeNull();
    const journal = await stat(join(state, 'patches', 'thing.json'));
    expect(await applyPlanned(files, planned(edit(), env), state)).toBe(0);
    expect(await applyPlanned(files, planned(), state)).toBe(0);
    expect((await stat(join(state, 'patches', 'thing.json'))).ino).toBe(journal.ino);
  });

  it('lays a renewed certificate over the one that it laid before', async () => {
    await applyPlanned(files, planned(edit()), state);
    await writeFile(join(root, 'cert.pem'), 'renewed\n');
    expect(await applyPlanned(files, planned(), state)).toBe(1);
    expect(await read('priv/cert/cert.pem')).toBe('renewed\n');
    expect(await revertPatches(files, 'thing', checkout, state)).toMatchObject({ problems: [] });
    expect(await readdir(checkout)).toEqual(['.git', 'config']);
  });

  it('never overwrites a file of the user, and then writes nothing at all', async () => {
    await mkdir(at('priv/cert'), { recursive: true });
    await writeFile(at('priv/cert/key.pem'), 'my own\n');
    const before = await everything();
    expect(await problemOf(applyPlanned(files, planned(edit()), state))).toBe('file-not-ours');
    expect(await everything()).toEqual(before);
  });

  it('writes nothing where a file has changed since it was planned', async () => {
    const before = await everything();
    expect(await problemOf(applyPlanned(files, planned(edit('else')), state))).toBe('patch-plan-stale');
    expect(await everything()).toEqual(before);
  });
});

describe('revertPatches', () => {
  it.each([
    ['an exclude file', '# mine\n*.tmp\n'],
    ['an exclude file without a last newline', '*.tmp'],
    ['no exclude file', undefined],
  ])('puts everything back byte for byte, with %s', async (_, exclude) => {
    if (exclude !== undefined) {
      await mkdir(at('.git/info'));
      await writeFile(at('.git/info/exclude'), exclude);
    }
    const before = await everything();
    await applyPlanned(files, planned(edit(), env), state);
    const outcome = await revertPatches(files, 'thing', checkout, state);
    expect(outcome.reverted.map(({ file, how }) => `${file} ${how}`)).toEqual([
      'config/dev.exs original',
      '.env removed',
      'priv/cert/key.pem removed',
      'priv/cert/cert.pem removed',
    ]);
    expect(await everything()).toEqual(before);
    expect(await revertPatches(files, 'thing', checkout, state)).toEqual(nothingDone);
    expect(await readdir(join(state, 'patches'))).toEqual(['originals']);
  });

  it('works without git', async () => {
    await rm(at('.git'), { recursive: true });
    const before = await everything();
    expect(await applyPlanned(files, planned(edit(), env), state)).toBe(4);
    await revertPatches(files, 'thing', checkout, state);
    expect(await everything()).toEqual(before);
  });

  it('keeps what the user has added since, and takes the rest off', async () => {
    await applyPlanned(files, planned(edit(), env), state);
    await writeFile(at('config/dev.exs'), `${patched}\nmine`);
    await writeFile(at('.env'), 'A="1"\nB=mine\n');
    expect(await revertPatches(files, 'thing', checkout, state)).toMatchObject({ problems: [] });
    expect(await read('config/dev.exs')).toBe(`${original}\nmine`);
    expect(await read('.env')).toBe('B=mine\n');
    expect(await readdir(checkout)).toEqual(['.env', '.git', 'config']);
  });

  it('leaves what the user has changed of it, tells it, and reverts the rest', async () => {
    await applyPlanned(files, planned(edit(), env), state);
    const changed = 'host = "mine"\r\nrest';
    await writeFile(at('config/dev.exs'), changed);
    const outcome = await revertPatches(files, 'thing', checkout, state);
    expect(outcome).toMatchObject({
      problems: [{ code: 'patch-changed-since', evidence: expect.stringContaining('host = "mine"') as string }],
    });
    expect(await read('config/dev.exs')).toBe(changed);
    expect(await readdir(checkout)).toEqual(['.git', 'config']);
    await writeFile(at('config/dev.exs'), patched);
    expect(await revertPatches(files, 'thing', checkout, state)).toMatchObject({ problems: [] });
    expect(await read('config/dev.exs')).toBe(original);
  });

  it.each([
    ['ours', original, true],
    ['theirs', 'host = "mine"\r\nrest', false],
  ] as const)('decides for %s where it is told to', async (prefer, wanted, isKept) => {
    await applyPlanned(files, planned(edit()), state);
    await writeFile(at('config/dev.exs'), 'host = "mine"\r\nrest');
    const { problems, reverted } = await revertPatches(files, 'thing', checkout, state, { prefer });
    expect(problems).toEqual([]);
    expect(await read('config/dev.exs')).toBe(wanted);
    const kept = reverted.find(({ file }) => file === 'config/dev.exs')?.kept;
    expect(kept !== undefined && (await readFile(kept, 'utf8')) === 'host = "mine"\r\nrest').toBe(isKept);
    expect(await revertPatches(files, 'thing', checkout, state)).toEqual(nothingDone);
  });

  it('goes back to the newest text of upstream', async () => {
    await applyPlanned(files, planned(edit()), state);
    await writeFile(at('config/dev.exs'), `new\n${original}`);
    await applyPlanned(files, planned(edit(`new\n${original}`, `new\n${patched}`)), state);
    await revertPatches(files, 'thing', checkout, state);
    expect(await read('config/dev.exs')).toBe(`new\n${original}`);
  });

  it('goes back to the first text when our own was patched anew', async () => {
    await applyPlanned(files, planned(edit()), state);
    await applyPlanned(files, planned(edit(patched, 'host = "c"\r\nrest', original)), state);
    await revertPatches(files, 'thing', checkout, state);
    expect(await read('config/dev.exs')).toBe(original);
  });

  it('finds its journal again when the workspace has moved', async () => {
    const before = await everything();
    await applyPlanned(files, planned(edit()), state);
    await rm(at('.git/info'), { recursive: true });
    execFileSync('mv', [checkout, `${checkout}-moved`]);
    checkout = `${checkout}-moved`;
    expect(await revertPatches(files, 'thing', checkout, state)).toMatchObject({ problems: [] });
    expect(await everything()).toEqual(before);
  });

  it('has no part in an interrupted run that it could not take back', async () => {
    const before = await everything();
    for (let allowed = 0; ; allowed += 1) {
      const done = await applyPlanned(interrupted(allowed), planned(edit(), env), state).then(
        () => true,
        () => false,
      );
      await revertPatches(files, 'thing', checkout, state);
      expect(await everything()).toEqual(before);
      if (done) break;
    }
    for (let allowed = 0; allowed < 6; allowed += 1) {
      await applyPlanned(interrupted(allowed), planned(edit(), env), state).catch(() => undefined);
    }
    await applyPlanned(files, planned(edit(), env), state);
    expect(await applyPlanned(files, planned(edit(), env), state)).toBe(0);
    await revertPatches(files, 'thing', checkout, state);
    expect(await everything()).toEqual(before);
  });
});

/** The real disk, until so many things have been written. */
function interrupted(allowed: number): Files {
  let left = allowed;
  const spend = (): void => {
    left -= 1;
    if (left < 0) throw new Error('The power is gone.');
  };
  const paid =
    <Args extends readonly unknown[], T>(action: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      spend();
      return action(...args);
    };
  return { ...files, write: paid(files.write), copy: paid(files.copy), makeFolder: paid(files.makeFolder) };
}
