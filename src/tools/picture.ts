/** Draws docs/demo.svg, a moving picture of a terminal, from a run of `metaton demo`; the built program must be there. Linux only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { withoutColours } from '../model/entry.ts';

/** A line with the moment at which it came. */
interface Line {
  readonly text: string;
  readonly atMs: number;
}

const file = 'docs/demo.svg';
const columns = 108;
const rows = 26;
const fontSize = 13;
const lineHeight = 18;
const margin = 14;
/** How long the end stands before it begins anew. */
const restMs = 8000;
/** Lines that come closer to each other than this are one movement. */
const frameMs = 80;

// eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
const colour = /\u001b\[([\d;]*)m/;
const foreground = '#d4d8de';
const background = '#16191d';
/** By the codes of ANSI: 30 to 37, and bright from 90 to 97; black is grey, to be seen at all. */
const palette = ['#8a929b', '#f2777a', '#8fc78f', '#e5c07b', '#77a8e0', '#cc9add', '#66cccc', '#d4d8de'];

const lines = await recordDemo();
await writeFile(file, draw(lines));
process.stdout.write(`${file}: ${lines.length} lines in ${((lines.at(-1)?.atMs ?? 0) / 1000).toFixed(1)} s\n`);

/** Everything up to the line that says how long it took; what follows is only the end of the programs. */
async function recordDemo(): Promise<readonly Line[]> {
  const began = performance.now();
  // Colours and steps are shown to a terminal, which this program of util-linux makes one of.
  const command = `stty cols ${columns} rows ${rows}; exec "$NODE" dist/main.js demo --exit-when-ready`;
  const demo = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { ...process.env, NODE: process.execPath },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(demo, 'exit');
  const came: Line[] = [{ text: '$ npx metaton demo --exit-when-ready', atMs: 0 }];
  for await (const text of createInterface(demo.stdout)) came.push({ text, atMs: performance.now() - began });
  await exited;
  const last = came.findIndex(({ text }) => withoutColours(text).startsWith('Ready in '));
  if (demo.exitCode !== 0 || last < 0) throw new Error(`The demo ended with ${String(demo.exitCode)}; no picture.`);
  return came.slice(0, last + 1);
}

function draw(all: readonly Line[]): string {
  const width = Math.ceil(columns * fontSize * 0.602) + 2 * margin;
  const height = rows * lineHeight + 2 * margin;
  const totalMs = (all.at(-1)?.atMs ?? 0) + restMs;
  const offset = (shown: number): string => `translate(0, ${(rows - shown) * lineHeight}px)`;
  const movements = all.flatMap(({ atMs }, index) =>
    (all[index + 1]?.atMs ?? Infinity) - atMs < frameMs
      ? []
      : [`${((atMs / totalMs) * 100).toFixed(2)}% { transform: ${offset(index + 1)} }`],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="metaton demo in a terminal">`,
    '<style>',
    `text { font: ${fontSize}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: ${foreground}; white-space: pre }`,
    '.b { font-weight: bold } .d { opacity: 0.6 }',
    ...palette.map((fill, index) => `.c${index} { fill: ${fill} }`),
    `.roll { transform: ${offset(all.length)}; animation: roll ${(totalMs / 1000).toFixed(2)}s step-end infinite }`,
    `@keyframes roll { 0% { transform: ${offset(1)} } ${movements.join(' ')} 100% { transform: ${offset(all.length)} } }`,
    '@media (prefers-reduced-motion: reduce) { .roll { animation: none } }',
    '</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    `<svg x="${margin}" y="${margin}" width="${width - 2 * margin}" height="${rows * lineHeight}"><g class="roll">`,
    ...all.map(({ text }, index) => `<text y="${index * lineHeight + fontSize}">${drawLine(text)}</text>`),
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

/** One line, its colours as classes, cut at the right edge; who sees the picture has no use for the token in it. */
function drawLine(text: string): string {
  let left = columns;
  let classes: readonly string[] = [];
  return text
    .replace(/\?t=[\w-]+/g, '?t=…')
    .split(colour)
    .map((part, index) => {
      if (index % 2 === 1) {
        classes = part.split(';').reduce(after, classes);
        return '';
      }
      const shown = part.length > left ? `${part.slice(0, Math.max(left - 1, 0))}${left > 0 ? '…' : ''}` : part;
      left -= part.length;
      const safe = shown.replace(/[&<]/g, (sign) => (sign === '&' ? '&amp;' : '&lt;'));
      return safe === '' || classes.length === 0 ? safe : `<tspan class="${classes.join(' ')}">${safe}</tspan>`;
    })
    .join('');
}

/** The classes that hold after a code. */
function after(classes: readonly string[], code: string): readonly string[] {
  const without = (kind: RegExp): readonly string[] => classes.filter((name) => !kind.test(name));
  const number = Number(code);
  if (number === 1) return [...without(/^b$/), 'b'];
  if (number === 2) return [...without(/^d$/), 'd'];
  if (number === 22) return without(/^[bd]$/);
  if (number === 39) return without(/^c/);
  if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97)) return [...without(/^c/), `c${number % 10}`];
  return number === 0 ? [] : classes;
}
