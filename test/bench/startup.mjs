/** `metaton --version` beside `node -e 0`, turn by turn. */
import { line, timed } from './measure.mjs';

const rounds = 21;
const floor = [];
const version = [];
const help = [];
for (let round = 0; round < rounds; round++) {
  floor.push((await timed(process.execPath, ['-e', '0'])).ms);
  version.push((await timed(process.execPath, ['dist/main.js', '--version'])).ms);
  help.push((await timed(process.execPath, ['dist/main.js', '--help'])).ms);
}
console.log(`Start-up, least / median / most of ${rounds} turns`);
line('node -e 0', floor, 'ms');
line('metaton --version', version, 'ms', floor);
line('metaton --help', help, 'ms', floor);
