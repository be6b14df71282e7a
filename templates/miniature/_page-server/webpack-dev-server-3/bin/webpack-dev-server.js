#!/usr/bin/env node
// webpack-dev-server 3 of the miniature: reads webpack.config.js and serves the pages that it lists.
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { onSigterm } = require('miniature-fault');

const options = parse(process.argv.slice(2));
const config = require(path.resolve(options.config ?? 'webpack.config.js'))({}, options);
const { devServer } = config;
const shownAddress = options.public ?? devServer.public;

require('miniature-page-server').servePages({
  ...config,
  host: options.host ?? devServer.host ?? 'localhost',
  port: Number(options.port ?? devServer.port ?? 8080),
  tls: options.https && options.cert ? { cert: readFileSync(options.cert), key: readFileSync(options.key) } : devServer.https,
  allowedHosts: [shownAddress.split(':')[0], ...(devServer.allowedHosts ?? [])],
  headers: devServer.headers ?? {},
  setUp: (app) => devServer.before?.(app),
  say: {
    listening: () => {
      info('wds', `Project is running at https://${shownAddress}/`);
      info('wds', `webpack output is served from ${devServer.publicPath}`);
    },
    waiting: (page) => info('wdm', `wait until bundle finished: ${page}`),
    compiled: () => info('wdm', 'Compiled successfully.'),
    failed: (reason) => {
      process.stdout.write(`ERROR in ${reason}\n`);
      info('wdm', 'Failed to compile.');
    },
    cannotListen: (cause) => {
      throw cause;
    },
  },
});
onSigterm(() => process.exit(0));
process.on('SIGINT', () => process.exit(0));

/** Takes every option, known or not, without a word, as version 3 does. */
function parse(words) {
  const given = {};
  for (let index = 0; index < words.length; index += 1) {
    const [, name, attached] = /^--([^=]+)(?:=(.*))?$/s.exec(words[index]) ?? [];
    if (!name) continue;
    const next = words[index + 1];
    given[name] = attached ?? (next === undefined || next.startsWith('--') ? true : next);
  }
  return given;
}

/** Coloured whether or not a terminal is there: version 3 never asks. */
function info(who, line) {
  process.stdout.write(`\x1b[34mℹ\x1b[39m \x1b[90m｢${who}｣\x1b[39m: ${line}\n`);
}
