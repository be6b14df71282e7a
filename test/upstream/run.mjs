/** `npm run test:upstream -- DIR`: the patches against the real clones in a folder. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const folder = process.argv[2] ?? process.env.METATON_UPSTREAM;
if (folder === undefined) process.stdout.write('No folder of clones was named: everything will be skipped.\n');
const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'test/upstream/vitest.config.ts'], {
  stdio: 'inherit',
  env: { ...process.env, ...(folder === undefined ? {} : { METATON_UPSTREAM: path.resolve(folder) }) },
});
process.exit(status ?? 1);
