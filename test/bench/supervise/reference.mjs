/** The least that merges the output of programs in Node: the yardstick. Names before lines, whole lines, nothing else. */
import { spawn } from 'node:child_process';

const children = process.argv.slice(2).map((file, index) => {
  const prefix = `c${index + 1} | `;
  const child = spawn('sh', [file], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let rest = '';
  child.stdout.on('data', (bytes) => {
    const text = rest + bytes.toString('latin1');
    const end = text.lastIndexOf('\n');
    rest = text.slice(end + 1);
    if (end >= 0) process.stdout.write(`${prefix}${text.slice(0, end).replace(/\n/g, `\n${prefix}`)}\n`, 'latin1');
  });
  return child;
});

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const { pid } of children) {
      try {
        process.kill(-pid, signal);
      } catch {
        // It has ended.
      }
    }
  });
