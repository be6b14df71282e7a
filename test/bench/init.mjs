/** Wall time of init on the miniatures beside the same, service by service, and of a second run with nothing to do. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { line, timed } from './measure.mjs';

const rounds = 3;
const names = ['reticulum', 'dialog', 'hubs', 'spoke'];
const main = path.resolve('dist/main.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'metaton-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.METATON_DATA_FOLDER = path.join(folder, 'user');
// The one that came with metaton: nothing is to be fetched.
process.env.METATON_POSTGREST_VERSION = '12.0.2';

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

/** One after the other: each brings what no one before it has brought. */
const inTurn = [
  ['certificates'],
  ['postgres'],
  ['postgrest'],
  ['reticulum'],
  ['dialog'],
  ['hubs'],
  ['hubs-admin'],
  ['spoke'],
];

const whole = [];
const inARow = [];
const again = [];
for (let round = 0; round < rounds; round++) {
  const lay = async (name, ...more) => {
    const world = path.join(folder, `${name}-${round}`);
    mkdirSync(world, { recursive: true });
    const words = ['-C', world, 'init', '--json', ...more, '--source', ...sources, '--runtime', ...runtimes];
    return (await timed(process.execPath, [main, ...words])).ms / 1000;
  };
  whole.push(await lay('whole'));
  again.push(await lay('whole'));
  let sum = 0;
  for (const services of inTurn) sum += await lay('in-a-row', '--only', ...services);
  // What metaton itself takes each time is not the steps'.
  inARow.push(sum - (inTurn.length - 1) * (await lay('in-a-row', '--only', 'certificates')));
}
console.log(`Init on the miniatures, least / median / most of ${rounds} turns`);
line('service by service', inARow, 's');
line('init', whole, 's', inARow);
line('again, nothing to do', again, 's');
