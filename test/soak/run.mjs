/** `npm run soak -- [kill|day] [--rounds N] [--seed S] [--lines N] [--restarts N]`: what takes too long for every day. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const number = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: number, seed: number, lines: number, restarts: number },
});
const given = Object.entries(values).map(([name, value]) => [`SOAK_${name.toUpperCase()}`, value]);
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'test/soak/vitest.config.ts', ...positionals.map((name) => `test/soak/${name}`)],
  { stdio: 'inherit', env: { ...process.env, ...Object.fromEntries(given) } },
);
process.exitCode = status ?? 1;
