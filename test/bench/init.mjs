/** Wall time of init on the miniatures beside the same steps one after the other, and of a second run with nothing to do. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { line, median, timed } from './measure.mjs';

const rounds = 3;
const names = ['reticulum', 'dialog', 'hubs', 'spoke'];
const main = path.resolve('dist/main.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'metaton-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.METATON_DATA_FOLDER = path.join(folder, 'user');

const git = (cwd, ...words) =>
  execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@localhost', ...words], { cwd, stdio: 'ignore' });

/** With the modules of the miniatures in them, so that no registry is asked. */
const sources = names.map((name) => {
  const work = path.join(folder, 'work', name);
  mkdirSync(path.dirname(work), { recursive: true });
  cpSync(path.resolve('templates/miniature', name), work, { recursive: true });
  cpSync(path.resolve('dist/miniature', name), work, { recursive: true });
  git(work, 'init', '--quiet');
  git(work, 'add', '--all', '--force');
  git(work, 'commit', '--quiet', '--message', 'Begin');
  git(work, 'clone', '--quiet', '--bare', '.', path.join(folder, `${name}.git`));
  return `${name}=${pathToFileURL(path.join(folder, `${name}.git`)).href}`;
});
const node = path.dirname(process.execPath);
const runtimes = [...names, 'hubs-admin'].map((name) =>
  name === 'reticulum' ? `reticulum=${path.join(folder, 'work/reticulum/bin')}` : `${name}=${node}`,
);

const whole = [];
const inARow = [];
const again = [];
for (let round = 0; round < rounds; round++) {
  const world = path.join(folder, `world-${round}`);
  mkdirSync(world);
  const words = ['-C', world, 'init', '--json', '--source', ...sources, '--runtime', ...runtimes];
  const { ms, stdout } = await timed(process.execPath, [main, ...words]);
  whole.push(ms / 1000);
  inARow.push(sumOfSteps(stdout) / 1000);
  again.push((await timed(process.execPath, [main, '-C', world, 'init', '--json'])).ms / 1000);
}
console.log(`Init on the miniatures, least / median / most of ${rounds} turns`);
line('steps in a row', inARow, 's');
line('init', whole, 's', inARow);
line('again, nothing to do', again, 's');
console.log(`side by side: ${(median(whole) / median(inARow)).toFixed(2)} of in a row`);

/** What the steps took each for itself. */
function sumOfSteps(stdout) {
  const began = new Map();
  let sum = 0;
  for (const text of stdout.split('\n').filter((each) => each !== '')) {
    const { kind, step, at } = JSON.parse(text);
    if (kind === 'step-started') began.set(step, at);
    if (kind === 'step-succeeded') sum += at - began.get(step);
  }
  return sum;
}
