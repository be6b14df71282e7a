/** One round: metaton is killed at some moment of the life of a stack that does its best to survive it. */
import { once } from 'node:events';
import { expect } from 'vitest';
import { inside, programWords, startBots, writeBots } from '../helpers/bots.ts';
import { expectNothingLeft, isTaken, makeFolder, start } from '../helpers/cli.ts';
import { freePort } from '../helpers/free-port.ts';
import { guardOf, leftOver, startedBy, untilNothing } from '../helpers/left-over.ts';

/** What the guard promises, ms. */
const promiseMs = 5_000;

/** About as many lines as metaton says before such a stack is ready. */
const mostLines = 30;

/** Fails where something outlives metaton, or the next start is not clean. Answers how the round went, in words. */
export async function killRound(chance: () => number): Promise<string> {
  using folder = makeFolder();
  const port = await freePort();
  const holder = { holder: programWords('holds-a-port.mjs', String(port)) };
  const candidates: Readonly<Record<string, readonly string[]>> = {
    polite: programWords('polite.mjs'),
    stubborn: programWords('stubborn.mjs'),
    parent: programWords('parent.mjs'),
    daemoniser: programWords('daemoniser.mjs'),
    leaver: programWords('leaves-a-grandchild.mjs'),
    crasher: programWords('exits-at-once.mjs', '3'),
    silent: programWords('closes-stdout.mjs'),
  };
  const bots = { ...holder, ...Object.fromEntries(Object.entries(candidates).filter(() => chance() < 0.5)) };
  const lines = Math.floor(chance() * mostLines);

  await writeBots(folder.path, bots);
  const run = start(['up', '--json', '--only', ...Object.keys(bots)], inside(folder.path));
  const pid = run.process.pid ?? expect.fail('it has not started');
  await run.saw(new RegExp(`^(?:.*\\n){${lines}}|"kind":"summary"`));
  const tag = (await guardOf(pid))?.tag;
  const pids = await startedBy(pid, tag);
  run.process.kill('SIGKILL');
  await once(run.process, 'exit');
  const tookMs = await untilNothing(() => leftOver(pids, tag, folder.path), promiseMs);
  expect(await isTaken(port)).toBe(false);

  const next = await startBots(folder.path, holder);
  next.process.kill('SIGINT');
  // Twice, to spare the round the grace.
  next.process.kill('SIGTERM');
  const { code, stderr } = await next.finished;
  expect(code).toBe(130);
  expect(stderr).not.toMatch(/an earlier run/);
  await expectNothingLeft(folder.path);
  return `${Object.keys(bots).join(', ')}: killed after at most ${lines} lines with ${pids.length} processes, all gone after ${Math.round(tookMs)} ms`;
}
