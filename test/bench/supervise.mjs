/**
 * metaton beside other supervisors and the least that Node itself allows, all in one run on one machine.
 *
 * npm run bench supervise [-- --turns N] [--lines N] [--only merge,idle,…] [--peers all|metaton,…] [--record]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';
import * as measures from './supervise/measures.mjs';
import { cannot, install, peers } from './supervise/peers.mjs';

const { values: words } = parseArgs({
  args: process.argv.slice(3),
  options: {
    turns: { type: 'string', default: '1' },
    lines: { type: 'string', default: '200000' },
    only: { type: 'string' },
    peers: { type: 'string', default: 'metaton,concurrently,reference' },
    record: { type: 'boolean', default: false },
  },
});
const count = Number(words.lines);
const chosen = words.peers === 'all' ? Object.keys(peers) : words.peers.split(',');

/** Title, what it is called with `--only`, which figure is set beside others, and how a peer is measured. */
const benches = [
  ['Merge, ASCII', 'merge', 'wall ms', (peer) => measures.merge(peer, count, true)],
  ['Merge, two-byte letters', 'merge', 'wall ms', (peer) => measures.merge(peer, count, false)],
  ['Start: seventh child', 'begin', '7th child ms', measures.begin],
  ['Idle', 'idle', 'RSS MiB', (peer) => measures.idle(peer)],
  ...['INT', 'TERM', 'Ctrl-C'].map((how) => [`End by ${how}`, 'end', 'exit s', (peer) => measures.end(peer, how)]),
  ['After kill -9', 'kill', 'left of 14', measures.kill],
  ['First restarts', 'restart', '1st ms', measures.restart],
];

const shown = (number) => (Number.isFinite(number) ? String(Number(number.toPrecision(3))) : 'never');

/** A table: the median of each figure, and the ratio to concurrently. */
function tableOf(title, figure, results) {
  const names = Object.keys(Object.values(results)[0][0]);
  const middle = (turns, name) => median(turns.map((turn) => turn[name]));
  const other = results.concurrently && middle(results.concurrently, figure);
  const rows = Object.entries(results).map(([peer, turns]) => {
    const ratio = other > 0 && Number.isFinite(other) ? shown(middle(turns, figure) / other) : '–';
    return [peer, ...names.map((name) => shown(middle(turns, name))), ratio];
  });
  const all = [['', ...names, `${figure} × concurrently`], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `### ${title}\n\n${[line(all[0]), rule, ...all.slice(1).map(line)].join('\n')}\n`;
}

install();
const only = words.only?.split(',');
const tables = [];
for (const [title, name, figure, measure] of benches) {
  if (only && !only.includes(name)) continue;
  const asked = chosen.filter((peer) => !(cannot[name] ?? []).includes(peer));
  const results = Object.fromEntries(asked.map((peer) => [peer, []]));
  for (let turn = 0; turn < Number(words.turns); turn++)
    for (const peer of asked) results[peer].push(await measure(peer));
  tables.push(tableOf(title, figure, results));
  console.log(tables.at(-1));
}

const file = 'docs/benchmarks.md';
if (words.record) {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  const machine = `${os.cpus().length} × ${cpu.model}, ${memory}, ${os.type()} ${os.release()}, Node ${process.version}`;
  const [load] = os.loadavg();
  const head = `## ${new Date().toISOString().slice(0, 10)}\n\n${machine}; load ${shown(load)} at the end; medians of ${words.turns}.\n`;
  const before = existsSync(file)
    ? readFileSync(file, 'utf8')
    : '# Benchmarks\n\nWritten by `npm run bench supervise -- --record`; seven children each; the newest run is last.\n';
  writeFileSync(file, `${before}\n${head}\n${tables.join('\n')}`);
}
