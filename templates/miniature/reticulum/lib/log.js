// Prints lines in the format that config/dev.exs asks for.
'use strict';
const { afterLine } = require('miniature-fault');

const at = (level) => (message) => {
  process.stdout.write(`[${level}] ${message}\n`);
  afterLine();
};

exports.debug = at('debug');
exports.info = at('info');
exports.notice = at('notice');
exports.warning = at('warning');
exports.error = at('error');

/** Prints a line that goes on with the one before it. */
exports.raw = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Prints what mix prints when it gives up, and ends the process. */
exports.giveUp = (...lines) => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
};
