/** However metaton ends, nothing of it is left: neither after kill -9, whoever its services are, nor after a clean end. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inside, programWords, startBots } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, type Run, start } from '../helpers/cli.ts';
import { demoStages } from '../helpers/demo-stages.ts';
import { guardOf, leftOver, startedBy, untilNothing } from '../helpers/left-over.ts';

/** What the guard promises, ms. */
const promiseMs = 5_000;

const pidOf = ({ process: { pid } }: Run): number => pid ?? expect.fail('it has not started');

/** Starts one of the programs in `test/fixtures/programs` as a service of the user's own, and waits until it is ready. */
const startProgram = (folder: string, name: string): Promise<Run> => startBots(folder, { bot: programWords(name) });

/** Kills metaton, and it alone, and waits until nobody is left. */
async function killAndWait(run: Run, folder: string): Promise<{ readonly started: number }> {
  const guard = await guardOf(pidOf(run));
  const pids = await startedBy(pidOf(run), guard?.tag);
  run.process.kill('SIGKILL');
  await untilNothing(() => leftOver(pids, guard?.tag, folder), promiseMs);
  await run.finished;
  await expectNothingLeft(folder);
  return { started: pids.length };
}

describe.skipIf(process.platform !== 'linux')('after kill -9', () => {
  test.each(demoStages)('of a demo %s nothing is left, and the next up is clean', async (_, stage) => {
    using folder = makeFolder();
    const kept = path.join(folder.path, 'world');
    const first = start(['demo', '--json', '--keep', kept]);
    await first.saw(stage);
    await killAndWait(first, kept);

    const second = start(['up'], {
      cwd: kept,
      env: { METATON_DATA_FOLDER: path.join(kept, '.metaton/user') },
    });
    await second.saw(/Ctrl-C stops everything/);
    second.process.kill('SIGINT');
    const { code, stderr } = await second.finished;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/left over/);
    await expectNothingLeft(kept);
  });

  const programs = [
    ['ignores SIGHUP, SIGINT and SIGTERM', 'stubborn.mjs', 1],
    ['has a child that outlives it', 'parent.mjs', 2],
    ['makes a daemon that leaves its group', 'daemoniser.mjs', 2],
  ] as const;

  test.each(programs)('of metaton a program that %s is gone', async (_, name, processes) => {
    using folder = makeFolder();
    const run = await startProgram(folder.path, name);
    const { started } = await killAndWait(run, folder.path);
    const guards = 1;
    expect(started).toBe(processes + guards);
    const next = await startProgram(folder.path, name);
    await killAndWait(next, folder.path);
  });

  test('of the guard alone metaton goes on and ends as ever', async () => {
    using folder = makeFolder();
    const run = await startProgram(folder.path, 'polite.mjs');
    process.kill((await guardOf(pidOf(run)))?.pid ?? expect.fail('no guard'), 'SIGKILL');
    run.process.kill('SIGINT');
    expect((await run.finished).code).toBe(130);
    await expectNothingLeft(folder.path);
  });
});

describe.skipIf(process.platform !== 'linux')('after a clean end', () => {
  const ends = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

  test.each(ends)('by %s no guard is left', async (signal) => {
    using folder = makeFolder();
    const run = await startProgram(folder.path, 'polite.mjs');
    const guard = (await guardOf(pidOf(run))) ?? expect.fail('no guard');
    run.process.kill(signal);
    expect((await run.finished).code).toBe(130);
    await untilNothing(() => leftOver([guard.pid], guard.tag, folder.path), 500);
    await expectNothingLeft(folder.path);
  });

  test('a command that starts nothing never has a guard', async () => {
    using folder = makeFolder();
    await writeFile(path.join(folder.path, 'metaton.yaml'), '');
    const run = start(['config'], inside(folder.path));
    const guards: unknown[] = [];
    const look = async (): Promise<readonly unknown[]> => {
      guards.push(...[await guardOf(pidOf(run))].filter((guard) => guard !== undefined));
      return run.process.exitCode === null ? [run] : [];
    };
    await untilNothing(look, 20_000);
    expect((await run.finished).code).toBe(0);
    expect(guards).toEqual([]);
  });
});
