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

/** Prints what mix prints when it gives up, and ends the process. */
exports.giveUp = (...lines) => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
};
