/** Runs one TypeScript file of ours on any Node that metaton supports: bundles it in memory's stead, into node_modules/.cache. */
import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [, , file, ...args] = process.argv;
const out = path.resolve('node_modules/.cache/metaton', `${path.basename(file, '.ts')}.mjs`);
await build({
  entryPoints: [file],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
});
process.argv = [process.argv[0], out, ...args];
await import(pathToFileURL(out).href);
