/** `metaton patch --check` of all checkouts beside `metaton --version`, turn by turn; with `-- --record` it is written down. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { line, median, timed } from './measure.mjs';

const rounds = 21;
const main = path.resolve('dist/main.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'metaton-bench-'));
const names = ['reticulum', 'dialog', 'hubs', 'spoke'];
process.env.METATON_DATA_FOLDER = path.join(folder, 'user data');
for (const name of names)
  for (const from of ['templates/miniature', 'dist/miniature'])
    if (existsSync(path.join(from, name)))
      cpSync(path.join(from, name), path.join(folder, 'services', name), { recursive: true });
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'metaton.yaml'), '{}\n');
const patched = spawnSync(process.execPath, [main, '-C', folder, 'patch'], { encoding: 'utf8' });
if (patched.status !== 0) throw new Error(patched.stderr);

const floor = [];
const version = [];
const check = [];
for (let round = 0; round < rounds; round++) {
  floor.push((await timed(process.execPath, ['-e', '0'])).ms);
  version.push((await timed(process.execPath, [main, '--version'])).ms);
  check.push((await timed(process.execPath, [main, '-C', folder, 'patch', '--check'])).ms);
}
rmSync(folder, { recursive: true });
console.log(`Check of all patches, least / median / most of ${rounds} turns`);
line('node -e 0', floor, 'ms');
line('metaton --version', version, 'ms', floor);
line('metaton patch --check', check, 'ms', version);
const more = median(check) - median(version);
console.log(`after start-up: ${more.toFixed(0)} ms`);

if (process.argv.includes('--record')) {
  const [cpu] = os.cpus();
  const machine = `${os.cpus().length} × ${cpu.model}, ${os.type()} ${os.release()}, Node ${process.version}; load ${os.loadavg()[0].toFixed(1)} at the end; medians of ${rounds}.`;
  const rows = [
    ['node -e 0', floor],
    ['metaton --version', version],
    ['metaton patch --check', check],
  ].map(([name, numbers]) => {
    const cells = [
      name.padEnd(21),
      median(numbers).toFixed(0).padEnd(4),
      (median(numbers) / median(version)).toFixed(2).padEnd(7),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = `## Check of all patches, ${new Date().toISOString().slice(0, 10)}\n\n${machine}\nAfter start-up: ${more.toFixed(0)} ms.\n`;
  const table = [
    '|                       | ms   | × start |',
    '| --------------------- | ---- | ------- |',
    ...rows,
  ].join('\n');
  const file = 'docs/benchmarks.md';
  writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd()}\n\n${head}\n${table}\n`);
}
