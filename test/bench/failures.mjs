/** What recognising known failures costs the log: the path of all lines from a pipe to the screen, with them and without. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { line, median } from './measure.mjs';

const count = 1_000_000;
const rounds = 7;
/** As much as a pipe hands over at once, bytes. */
const chunkSize = 65_536;

const exported = `
export { pumpOutput } from './src/engine/pump-output.ts';
export { LogWriter } from './src/engine/log-writer.ts';
export { FailureMatcher, FailureWatch } from './src/engine/match-failures.ts';
export { allFailures } from './src/failures/index.ts';
export { makeFiles } from './src/adapters/files.ts';
export { makeClock } from './src/adapters/clock.ts';
export { makeLogLines } from './src/report/log-lines.ts';
`;
const folder = mkdtempSync(path.join(os.tmpdir(), 'metaton-bench-failures-'));
const bundle = path.join(folder, 'bench.mjs');
await build({
  stdin: { contents: exported, resolveDir: process.cwd() },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const metaton = await import(pathToFileURL(bundle).href);

/** In the shape of what services print; of each thousand lines, `known` show a failure. */
function makeLog(known) {
  const failure =
    '[error] Postgrex.Protocol (#PID<0.4.0>) failed to connect: tcp connect: connection refused - :econnrefused';
  const lines = Array.from({ length: count }, (_, index) =>
    index % 1000 < known
      ? failure
      : `[info] id=${(index * 7919) % 99991} GET /api/v1/media ${index % 97}ms: the quick brown fox jumps over the lazy dog ${index}`,
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function* chunksOf(log) {
  for (let from = 0; from < log.length; from += chunkSize)
    yield { stream: 'stdout', bytes: log.subarray(from, from + chunkSize) };
}

/** From the pipe to the prefixed line for the screen and into the files, as in `up`. */
async function run(log, matcher, round) {
  const clock = metaton.makeClock();
  const logs = path.join(folder, `${round}`);
  const machine = { clock, files: metaton.makeFiles() };
  const writer = new metaton.LogWriter({ machine, folder: logs, onProblem: (event) => console.error(event) });
  const toScreen = metaton.makeLogLines({ prefixOf: () => Buffer.from('reticulum  | '), hasTime: false });
  const watch = matcher && new metaton.FailureWatch(matcher, 'reticulum');
  let shown = 0;
  let seen = 0;
  const emit = (event) => {
    shown += toScreen(event).length;
    writer.take(event);
    if (watch) seen += watch.take(event).length;
  };
  const began = process.cpuUsage();
  await metaton.pumpOutput('reticulum', chunksOf(log), () => undefined, { machine, emit, room: writer.room });
  await writer.close();
  const { user, system } = process.cpuUsage(began);
  // Of the processor: whatever else the machine does makes it no longer.
  const ms = (user + system) / 1000;
  rmSync(logs, { recursive: true, force: true });
  if (shown < log.length) throw new Error('lines are missing');
  return { ms, seen };
}

const matcher = new metaton.FailureMatcher(metaton.allFailures);
console.log(
  `${count} lines, ms of the processor, least / median / most of ${rounds} turns; ${metaton.allFailures.length} known failures`,
);
for (const [title, known] of [
  ['none of them known', 0],
  ['one in a hundred known', 10],
]) {
  const log = makeLog(known);
  const without = [];
  const matching = [];
  for (let round = 0; round < rounds; round++) {
    // Turn by turn, so that whatever else the machine does meets both.
    without.push((await run(log, undefined, round)).ms);
    const { ms, seen } = await run(log, matcher, round);
    if (seen !== (known > 0 ? 1 : 0)) throw new Error(`${seen} failures were seen`);
    matching.push(ms);
  }
  console.log(`\n${title}, ${Math.round(log.length / 1e6)} MB`);
  line('not matching', without, 'ms');
  line('matching', matching, 'ms', without);
  console.log(
    `ratio of medians ${(median(matching) / median(without)).toFixed(2)}, of the least ${(Math.min(...matching) / Math.min(...without)).toFixed(2)}`,
  );
}
rmSync(folder, { recursive: true, force: true });
