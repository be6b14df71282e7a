/** Dies at once when asked to, and leaves a child that takes two seconds and does not mind a terminal that hangs up. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const [, , marker, role] = process.argv;
if (role === 'child') {
  process.on('SIGHUP', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => setTimeout(() => process.exit(), 2_000));
  setInterval(() => undefined, 60_000);
  writeFileSync(`${marker}.child`, String(process.pid));
} else {
  spawn(process.execPath, [process.argv[1], marker, 'child'], { stdio: 'inherit' });
  setInterval(() => undefined, 60_000);
  writeFileSync(`${marker}.parent`, String(process.pid));
}
