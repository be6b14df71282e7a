// Prints a line when DEBUG has a pattern that its name matches; warnings and errors on stderr, a timestamp where no terminal is.
'use strict';
const { afterLine } = require('miniature-fault');

const patterns = (process.env.DEBUG ?? '')
  .split(/[\s,]+/)
  .filter(Boolean)
  .map((pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*?')}$`));

/** Prints `message` under `name`, for instance `mediasoup-demo-server:INFO`. */
exports.log = (name, message) => {
  if (!patterns.some((pattern) => pattern.test(name))) return;
  const stream = /WARN|ERROR/.test(name) ? process.stderr : process.stdout;
  stream.write(`${stream.isTTY ? '' : `${new Date().toISOString()} `}${name} ${message}\n`);
  afterLine();
};
