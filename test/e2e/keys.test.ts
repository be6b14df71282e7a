/** Steering a running stack by the keys of its terminal. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, type RunOptions, startInTerminal } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';

const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data'), NO_COLOR: '1' },
});

/** Two services that say every 50 ms how often they have. */
async function layTalkers(folder: string): Promise<void> {
  await writeFile(
    path.join(folder, 'talker.mjs'),
    'let count = 0;\nconst talk = () => console.log(`${process.argv[2]} ${++count}`);\ntalk();\nsetInterval(talk, 50);\n',
  );
  const service = (name: string): object => ({ command: ['node', 'talker.mjs', name] });
  await writeFile(
    path.join(folder, 'metaton.yaml'),
    JSON.stringify({ services: { left: service('tick'), right: service('tock') } }),
  );
}

test.skipIf(!hasTool('script'))('keys help, restart, filter and quit (needs script)', async () => {
  using folder = makeFolder();
  await layTalkers(folder.path);
  const run = startInTerminal(['up', '--only', 'left', 'right'], inside(folder.path));
  await run.saw(/h shows what other keys do/);
  run.type('h');
  await run.saw(/q {2}stop everything/);

  run.type('r');
  await run.saw(/Restart which\? {2}1 left {2}2 right {2}a all/);
  await run.saw(/tick 5\b/);
  run.type('1');
  await run.saw(/left stopped[^]*left +\| tick 1\r?\n/);

  run.type('f');
  await run.saw(/Show the lines of which\?/);
  run.type('2');
  // The line count of the one that is shown tells how long the other has been silent.
  await run.saw(/tock 40\b/);
  run.type('q');
  const { stdout, code } = await run.finished;
  expect(stdout.slice(stdout.indexOf('Show the lines of which?')).match(/tock/g)?.length).toBeGreaterThan(10);
  expect(stdout.slice(stdout.lastIndexOf('tock 35')).match(/tick/g) ?? []).toEqual([]);
  expect(code).toBe(0);
  await expectNothingLeft(folder.path);
});

test.skipIf(!hasTool('script'))('Ctrl-C in the terminal is Ctrl-C (needs script)', async () => {
  using folder = makeFolder();
  await layTalkers(folder.path);
  const run = startInTerminal(['up', '--only', 'left'], inside(folder.path));
  await run.saw(/h shows what other keys do/);
  run.type('\u0003');
  expect((await run.finished).code).toBe(130);
  await expectNothingLeft(folder.path);
});
