/** A day in some minutes: as many lines and restarts as a stack has in 24 hours, and the memory meanwhile. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inside, programWords } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, metaton, start } from '../helpers/cli.ts';

const lines = Number(process.env['SOAK_LINES'] ?? 10_000_000);
const restarts = Number(process.env['SOAK_RESTARTS'] ?? 1_000);

/** Pause between two looks at the memory, ms. */
const sampleMs = 500;

/** Memory wavers by what the collector has not taken yet. */
const mostGrowth = 1.25;

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** The mean of one quarter of the samples: 1 to 4. */
const quarter = (samples: readonly number[], number: number): number =>
  mean(samples.slice(Math.floor(((number - 1) * samples.length) / 4), Math.floor((number * samples.length) / 4)));

test.skipIf(process.platform !== 'linux')('memory is flat', async () => {
  using folder = makeFolder();
  const services = {
    talker: { command: programWords('chatter.mjs', String(lines)), ready: { log: 'all said' }, readyWithin: 86_400 },
    bot: { command: programWords('polite.mjs'), ready: { log: 'is here' } },
  };
  await writeFile(path.join(folder.path, 'metaton.yaml'), JSON.stringify({ services }));
  // Only what is said on stderr is kept by the test: ten million lines would be its own memory.
  const run = start(['up', '--only', 'bot', 'talker'], { ...inside(folder.path), isQuiet: true });
  const pid = run.process.pid ?? expect.fail('it has not started');
  const samples: number[] = [];
  const isOver = new AbortController();
  const sampling = (async () => {
    while (!isOver.signal.aborted) {
      samples.push(await residentMiB(pid));
      await pause(sampleMs);
    }
  })();
  const talking = run.saw(/Wait until talker is ready/);
  await run.saw(/Wait until bot is ready/);
  // As soon as there is such a command.
  const canRestart = (await metaton(['restart', '--help'])).stdout.includes('metaton restart');
  for (let count = 0; canRestart && count < restarts; count++)
    expect((await metaton(['restart', 'bot'], inside(folder.path))).code).toBe(0);
  await talking;
  isOver.abort();
  await sampling;
  run.process.kill('SIGINT');
  await run.finished;
  await expectNothingLeft(folder.path);

  const quarters = [1, 2, 3, 4].map((number) => Math.round(quarter(samples, number)));
  process.stdout.write(
    `${lines} lines, ${canRestart ? restarts : 0} restarts, ${samples.length} samples; MiB by quarter: ${quarters.join(', ')}\n`,
  );
  expect(quarter(samples, 4)).toBeLessThan(quarter(samples, 2) * mostGrowth);
});
