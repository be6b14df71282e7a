/** `metaton doctor` in a healthy workspace, beside a program that asks nothing; and the slowest of its questions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { line, timed } from './measure.mjs';

const rounds = 7;
const shown = 5;
const folder = path.join(mkdtempSync(path.join(tmpdir(), 'metaton-bench-')), 'world');
process.env.METATON_DATA_FOLDER = path.join(folder, '.metaton/user');
const metaton = (...words) => timed(process.execPath, ['dist/main.js', ...words]);
try {
  await metaton('demo', '--exit-when-ready', '--keep', folder);
  const floor = [];
  const whole = [];
  const took = new Map();
  for (let round = 0; round < rounds; round++) {
    floor.push((await metaton('--help')).ms);
    const { ms, stdout } = await metaton('doctor', '--offline', '--json', '-C', folder);
    whole.push(ms);
    for (const { id, durationMs } of JSON.parse(stdout).checks) took.set(id, [...(took.get(id) ?? []), durationMs]);
  }
  console.log(`Doctor, least / median / most of ${rounds} turns`);
  line('metaton --help', floor, 'ms');
  line('metaton doctor', whole, 'ms', floor);
  const slowest = [...took].toSorted(([, a], [, b]) => Math.max(...b) - Math.max(...a)).slice(0, shown);
  for (const [id, times] of slowest) line(`  ${id}`, times, 'ms');
} finally {
  rmSync(path.dirname(folder), { recursive: true, force: true });
}
