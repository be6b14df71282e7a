// The command line of `webpack serve`: what it knows it takes, and what it does not know ends it.
'use strict';
const { readFileSync } = require('node:fs');

class UnknownOption extends Error {
  constructor(option) {
    super(`Unknown option '${option}'`);
    this.option = option;
  }
}

const VALUED = ['--mode', '--env', '--config', '-c', '--host', '--port', '--server-type', '--server-options-cert', '--server-options-key'];
const BARE = ['--progress', '--https', '--hot', '--no-hot', '--no-client'];

/** The options of `serve`, or an UnknownOption. */
exports.parseServeOptions = ([command, ...words]) => {
  if (!['serve', 'server', 's'].includes(command)) throw new UnknownOption(command ?? '(no command)');
  const given = { '--env': [] };
  while (words.length > 0) takeOne(words, given);
  return {
    mode: given['--mode'] ?? 'production',
    config: given['--config'] ?? given['-c'] ?? 'webpack.config.js',
    host: given['--host'],
    port: given['--port'],
    env: Object.fromEntries(given['--env'].map((pair) => [...pair.split('='), true].slice(0, 2))),
    tls: tlsOf(given),
  };
};
exports.UnknownOption = UnknownOption;

function takeOne(words, given) {
  const [name, attached] = words.shift().split(/=(.*)/s);
  if (BARE.includes(name)) return;
  if (!VALUED.includes(name)) throw new UnknownOption(name);
  const value = attached ?? words.shift();
  if (name === '--env') given['--env'].push(value);
  else given[name] = value;
}

function tlsOf(given) {
  const [cert, key] = [given['--server-options-cert'], given['--server-options-key']];
  return cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : undefined;
}
