/** `metaton --version` and the help of every command beside `node -e 0`, turn by turn; exit 1 where a help takes too long. */
import { readFile } from 'node:fs/promises';
import { median, timed } from './measure.mjs';

/** Of the time that Node itself takes. */
const most = 1.6;

const rounds = 15;

/** The headings of the generated page are the commands. */
const pages = await readFile('docs/commands.md', 'utf8');
const commands = ['metaton', ...[...pages.matchAll(/^## (metaton .+)$/gm)].map(([, path]) => path)];

const metaton = async (...words) => (await timed(process.execPath, ['dist/main.js', ...words])).ms;
const questions = new Map([
  ['metaton --version', () => metaton('--version')],
  ...commands.map((path) => [`${path} --help`, () => metaton(...path.split(' ').slice(1), '--help')]),
]);

// A machine is now slow, now fast: each is compared with a floor of its own moment.
const ratios = new Map([...questions.keys()].map((name) => [name, []]));
const floors = [];
for (let round = 0; round < rounds; round++)
  for (const [name, ask] of questions) {
    const floor = (await timed(process.execPath, ['-e', '0'])).ms;
    floors.push(floor);
    ratios.get(name).push((await ask()) / floor);
  }

console.log(`Start-up beside node -e 0 (${median(floors).toFixed(1)} ms), median of ${rounds} turns, slowest first`);
const rows = [...ratios].map(([name, all]) => [name, median(all)]).toSorted(([, one], [, other]) => other - one);
for (const [name, ratio] of rows)
  console.log(`${name.padEnd(36)} ${ratio.toFixed(2)}${ratio > most ? '  too slow' : ''}`);
if (rows.some(([, ratio]) => ratio > most)) process.exitCode = 1;
