#!/usr/bin/env node
// `webpack serve` of the miniature: reads webpack.config.js and serves the pages that it lists.
'use strict';
process.title = 'webpack';

const path = require('node:path');
const { parseServeOptions, UnknownOption } = require('../lib/options.js');
const { onSigterm } = require('miniature-fault');

main(process.argv.slice(2)).catch((cause) => {
  if (cause instanceof UnknownOption) {
    giveUp(`Error: Unknown option '${cause.option}'`, "Run 'webpack --help' to see available commands and options");
  }
  giveUp(cause.stack);
});

async function main(words) {
  const options = parseServeOptions(words);
  const loaded = require(path.resolve(options.config));
  const env = { WEBPACK_SERVE: true, ...options.env };
  const config = typeof loaded === 'function' ? await loaded(env, { mode: options.mode, env }) : loaded;
  const { devServer } = config;
  require('miniature-page-server').servePages({
    ...config,
    host: options.host ?? devServer.host ?? '127.0.0.1',
    port: Number(options.port ?? devServer.port ?? 8080),
    tls: options.tls ?? devServer.server.options,
    allowedHosts: [devServer.allowedHosts ?? []].flat(),
    headers: devServer.headers ?? {},
    setUp: (app) => devServer.setupMiddlewares?.([], { app }),
    say,
  });
  for (const listen of [onSigterm, (stop) => process.on('SIGINT', stop)]) listen(leave);
}

/** What is said when, in the words of webpack-dev-server 4 and webpack 5. */
const say = {
  listening: (port) => {
    info('Project is running at:');
    info(`Loopback: https://localhost:${port}/`);
  },
  waiting: (page) => process.stderr.write(`<i> [webpack-dev-middleware] wait until bundle finished: ${page}\n`),
  compiled: (ms) => process.stdout.write(`webpack 5.99.9 compiled successfully in ${ms} ms\n`),
  failed: (reason, ms) => process.stdout.write(`ERROR in ${reason}\n\nwebpack 5.99.9 compiled with 1 error in ${ms} ms\n`),
  cannotListen: (cause) => {
    process.stderr.write(`[webpack-cli] ${cause.stack}\n`);
    process.exit(1);
  },
};

function info(line) {
  process.stderr.write(`<i> [webpack-dev-server] ${line}\n`);
}

function leave() {
  info('Gracefully shutting down. To force exit, press ^C again. Please wait...');
  process.exit(0);
}

function giveUp(...lines) {
  process.stderr.write(lines.map((line) => `[webpack-cli] ${line}\n`).join(''));
  process.exit(2);
}
