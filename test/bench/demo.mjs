/** Time to ready of the demo beside its critical path: the steps that had to come one after the other. */
import { line, timed } from './measure.mjs';

const rounds = 5;
const ready = [];
const path = [];
let steps = '';
for (let round = 0; round < rounds; round++) {
  const { stdout } = await timed(process.execPath, ['dist/main.js', 'demo', '--exit-when-ready', '--verbose']);
  const [, total, critical, names] = /Ready in ([\d.]+) s; critical path ([\d.]+) s: (.*)/.exec(stdout);
  ready.push(Number(total));
  path.push(Number(critical));
  steps = names;
}
console.log(`Demo, least / median / most of ${rounds} turns`);
line('critical path', path, 's');
line('ready', ready, 's', path);
console.log(`last critical path: ${steps}`);
