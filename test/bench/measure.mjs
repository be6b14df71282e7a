/** Small helpers that all benchmarks share. */
import { spawn } from 'node:child_process';

/** Runs a program to its end: wall time in ms, and what it said. */
export function timed(program, args) {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (block) => (stdout += block));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ ms: performance.now() - began, stdout });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}`));
    });
  });
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** One line: the name, its median with least and most, and the ratio to a floor. */
export function line(name, numbers, unit, floor) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const figures = [least, median(numbers), most].map((number) => number.toFixed(2)).join(' / ');
  const ratio = floor === undefined ? '' : `  ratio ${(median(numbers) / median(floor)).toFixed(2)}`;
  console.log(`${name.padEnd(24)} ${figures} ${unit}${ratio}`);
}
