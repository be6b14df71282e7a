/** Several stacks of one user, side by side and in each other's way. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programWords, writeBots } from '../helpers/bots.ts';
import {
  expectNothingLeft,
  type Finished,
  isTaken,
  makeFolder,
  metaton,
  type Run,
  type RunOptions,
  start,
} from '../helpers/cli.ts';

const polite = programWords('polite.mjs');

/** Workspaces of one user, each with a service of its own or the same Postgres. */
function userOf(folder: string) {
  const data = path.join(folder, 'user data');
  const at = (name: string): RunOptions => ({
    cwd: path.join(folder, name),
    env: { METATON_DATA_FOLDER: data },
  });
  const ask = (name: string, ...words: readonly string[]): Promise<Finished> => metaton(words, at(name));
  return {
    stacks: path.join(data, 'stacks'),
    data,
    at,
    ask,
    all: async () => (JSON.parse((await ask('.', 'ps', '--all', '--json')).stdout.split('\n')[0] ?? '') as Seen).stacks,
    up: async (name: string, ...only: readonly string[]): Promise<Run> => {
      await mkdir(path.join(folder, name), { recursive: true });
      const bots = only.filter((service) => service !== 'postgres').map((bot) => [bot, polite] as const);
      await writeBots(path.join(folder, name), Object.fromEntries(bots));
      const run = start(['up', '--only', ...only], at(name));
      await run.saw(/Ctrl-C stops everything/);
      return run;
    },
  };
}

interface Seen {
  readonly stacks: readonly {
    readonly workspace: string;
    readonly pid: number;
    readonly services: readonly { readonly service: string; readonly life: { readonly phase: string } }[];
  }[];
}

async function end(run: Run): Promise<void> {
  run.process.kill('SIGINT');
  await run.finished;
}

test('ps --all lists every stack that runs, from any folder, and nothing of one that has ended or was killed', async () => {
  using folder = makeFolder();
  const user = userOf(folder.path);
  expect(await user.ask('.', 'ps', '--all')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/No stack of yours is running/) as unknown,
  });
  const [first, second, third] = [
    await user.up('one world', 'bot', 'other'),
    await user.up('two', 'bot'),
    await user.up('three', 'bot'),
  ];
  const shown = await user.ask('.', 'ps', '--all');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['one world', 'two', 'three'])
    expect(shown.stdout).toMatch(new RegExp(`^${path.join(folder.path, name)} +ready +\\d+ `, 'm'));
  expect((await user.all()).map(({ workspace }) => path.basename(workspace))).toEqual(['one world', 'two', 'three']);

  // Neither has disturbed the other.
  expect(await user.ask('one world', 'stop', 'bot')).toMatchObject({ code: 0 });
  expect((await user.ask('two', 'ps')).code).toBe(0);
  const degraded = await user.ask('.', 'ps', '--all');
  expect(degraded.stdout).toMatch(/one world +1 of 2 ready/);
  expect(degraded.stderr).toContain(`metaton ps -C '${path.join(folder.path, 'one world')}'`);
  expect(degraded.code).toBe(3);

  await end(first);
  expect((await user.all()).map(({ pid }) => pid)).toEqual([second.process.pid, third.process.pid]);
  second.process.kill('SIGKILL');
  await second.finished;
  expect((await readdir(user.stacks)).length).toBe(2);
  expect((await user.all()).map(({ pid }) => pid)).toEqual([third.process.pid]);
  expect((await readdir(user.stacks)).length).toBe(1);
  await end(third);
  expect(existsSync(user.stacks)).toBe(false);
  await expectNothingLeft(folder.path);
});

test('a second up names the workspace that holds its ports, and the command that it names frees them', async () => {
  using folder = makeFolder();
  const user = userOf(folder.path);
  const first = await user.up('my first', 'postgres');
  await mkdir(path.join(folder.path, 'second'));
  await writeFile(path.join(folder.path, 'second', 'metaton.yaml'), '');
  const refused = await user.ask('second', 'up', '--only', 'postgres');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`The stack in ${path.join(folder.path, 'my first')} is running`);
  expect(refused.stderr).toMatch(/has port 5432\n/);
  expect(refused.stderr).not.toContain('port-taken');

  const command = /End it: metaton (down -C '(.+)')$/m.exec(refused.stderr);
  expect(command?.[2]).toBe(path.join(folder.path, 'my first'));
  expect(await user.ask('second', 'down', '-C', command?.[2] ?? '')).toMatchObject({ code: 0 });
  await first.finished;
  expect(await isTaken(5432)).toBe(false);

  // Each has data of its own.
  const second = await user.up('second', 'postgres');
  const dataOf = async (name: string) => readFile(path.join(folder.path, name, '.metaton/run/metaton.json'), 'utf8');
  await expect(dataOf('my first')).rejects.toThrow('ENOENT');
  expect(JSON.parse(await dataOf('second'))).toMatchObject({ pid: second.process.pid });
  await end(second);
  await expectNothingLeft(folder.path);
});

test('a folder that cannot be noted in keeps no stack from running', async () => {
  using folder = makeFolder();
  const user = userOf(folder.path);
  await writeFile(user.data, 'no folder');
  const run = await user.up('one', 'bot');
  expect((await user.ask('one', 'ps')).code).toBe(0);
  await end(run);
  expect((await run.finished).stderr).toMatch(/Other workspaces will not see this stack/);
});
