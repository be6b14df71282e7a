/** The dashboard: first paint, time to show 100,000 lines, and the memory of the supervisor without and with a viewer. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { line } from './measure.mjs';

const rounds = 3;
const lines = 100_000;
const folder = mkdtempSync(path.join(tmpdir(), 'metaton-bench-'));
process.env.METATON_DATA_FOLDER = path.join(folder, 'user');

/** Prints all lines, and says so. */
const program = `
  const text = (number) => '[info] GET /api/v1/media/' + number + ' answered in 12 ms, as usual\\n';
  for (let number = 0; number < ${lines}; number++) process.stdout.write(text(number));
  process.stdout.write('is here\\n');
  setInterval(() => {}, 1000);
`;

const bot = { command: [process.execPath, 'bot.mjs'], ready: { log: 'is here' } };
writeFileSync(path.join(folder, 'bot.mjs'), program);
writeFileSync(path.join(folder, 'metaton.yaml'), JSON.stringify({ services: { bot } }));

/** A stack whose service has printed everything. */
async function begin(...words) {
  const child = spawn(process.execPath, [path.resolve('dist/main.js'), 'up', '--only', 'bot', ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let url;
  let tail = '';
  await new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(`ended: ${tail}`)));
    child.stdout.on('data', (part) => {
      tail = (tail + part).slice(-4_000);
      url ??= /Dashboard {2}(\S+)/.exec(tail)?.[1];
      if (tail.includes('\nReady in')) resolve();
    });
  });
  const end = () =>
    new Promise((resolve) => {
      child.removeAllListeners('close').once('close', resolve);
      child.kill('SIGTERM');
    });
  return { url, end, memory: () => memoryOf(child.pid) };
}

const kibibytes = 1024;

/** Of one process, MiB. */
const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / kibibytes;

const measured = { paint: [], all: [], without: [], recording: [], viewed: [] };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (let round = 0; round < rounds; round++) {
    const bare = await begin('--no-dashboard');
    measured.without.push(bare.memory());
    await bare.end();

    const stack = await begin();
    measured.recording.push(stack.memory());
    const page = await browser.newPage();
    const began = performance.now();
    await page.goto(stack.url);
    // The line behind them says that it is there.
    await page.locator(`#search-state[data-lines="${lines + 1}"]`).waitFor();
    measured.all.push(performance.now() - began);
    measured.paint.push(
      await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"),
    );
    measured.viewed.push(stack.memory());
    await page.close();
    await stack.end();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`Dashboard, least / median / most of ${rounds} turns`);
line('first paint', measured.paint, 'ms');
line('100,000 lines shown', measured.all, 'ms');
line('memory, no dashboard', measured.without, 'MiB');
line('memory, nobody looks', measured.recording, 'MiB', measured.without);
line('memory, with a viewer', measured.viewed, 'MiB', measured.without);
