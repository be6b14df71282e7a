/** Lays what the miniature stack takes from packages beside its templates: the `node_modules` of each of its services. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const TEMPLATES = path.resolve(import.meta.dirname, '../../templates/miniature');
const require = createRequire(import.meta.url);

/** Folders of `_page-server` that a front end finds in its `node_modules`, under the names that it asks for. */
const SERVES_PAGES = ['miniature-page-server', 'cors', 'dotenv', 'html-webpack-plugin'];
const WEBPACK_5 = { webpack: 'webpack-5', 'webpack-dev-server': 'webpack-dev-server-4' };
const WEBPACK_4 = { webpack: 'webpack-4', 'webpack-dev-server': 'webpack-dev-server-3' };

/** Writes `<outputDirectory>/<service>/node_modules/**`, to be laid over a copy of `templates/miniature/<service>`. */
export async function buildMiniature(outputDirectory) {
  const modulesOf = (service) => path.join(outputDirectory, service, 'node_modules');
  await Promise.all([
    bundlePackage('pg', modulesOf('reticulum')),
    bundlePackage('ws', modulesOf('reticulum')),
    bundlePackage('ws', modulesOf('dialog')),
    layPageServer(WEBPACK_5, modulesOf('hubs')),
    layPageServer(WEBPACK_5, modulesOf('hubs/admin')),
    layPageServer(WEBPACK_4, modulesOf('spoke')),
    ...['reticulum', 'dialog', 'hubs', 'hubs/admin', 'spoke'].map((service) => layFaults(modulesOf(service))),
  ]);
}

/** One file instead of a tree, so that a service starts at once; the licence goes with it. */
async function bundlePackage(name, modules) {
  const target = path.join(modules, name);
  const { version, license } = require(`${name}/package.json`);
  await mkdir(target, { recursive: true });
  await build({
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: TEMPLATES },
    outfile: path.join(target, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Optional natives and another platform's sockets: both are asked for only by those who have them.
    external: ['pg-native', 'cloudflare:sockets', 'bufferutil', 'utf-8-validate'],
    legalComments: 'eof',
    logLevel: 'error',
  });
  await writeFile(
    path.join(target, 'package.json'),
    `${JSON.stringify({ name, version, license, main: 'index.js' })}\n`,
  );
  await cp(path.join(path.dirname(require.resolve(`${name}/package.json`)), 'LICENSE'), path.join(target, 'LICENSE'));
}

async function layPageServer(webpack, modules) {
  const folders = { ...Object.fromEntries(SERVES_PAGES.map((name) => [name, name])), ...webpack };
  const copies = Object.entries(folders).map(([name, folder]) =>
    cp(path.join(TEMPLATES, '_page-server', folder), path.join(modules, name), { recursive: true }),
  );
  await Promise.all([...copies, layPrograms(webpack, path.join(modules, '.bin'))]);
}

/** What npm would have linked there for the scripts of package.json; links would not survive being packed. */
async function layPrograms(webpack, folder) {
  await mkdir(folder, { recursive: true });
  const programs = Object.entries(webpack).map(([name]) => [
    name,
    `#!/usr/bin/env node\nrequire('../${name}/bin/${name}.js');\n`,
  ]);
  for (const [name, text] of [...programs, ['cross-env', '#!/bin/sh\nexec env "$@"\n']])
    await writeFile(path.join(folder, name), text, { mode: 0o755 });
}

async function layFaults(modules) {
  await cp(path.join(TEMPLATES, '_shared/miniature-fault'), path.join(modules, 'miniature-fault'), { recursive: true });
}
