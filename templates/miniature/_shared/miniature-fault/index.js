// Misbehaves on purpose when MINIATURE_FAULT says how, so that tests and curious people can watch a service fail.
'use strict';

const fault = process.env.MINIATURE_FAULT;

/** True for a service that runs and talks but must never become ready. */
exports.neverReady = fault === 'never-ready';

/** Called after every log line; the first one is the last of a service that is to crash. */
exports.crashIfAsked = () => {
  if (fault !== 'crash') return;
  process.stderr.write('Error: Cannot read properties of undefined (reading \'miniature\')\n');
  process.stderr.write('    at boot (miniature.js:42:7): crashed because MINIATURE_FAULT=crash\n');
  process.exit(3);
};

/** Runs `stop` at SIGTERM, or not at all when the service is to be stubborn. */
exports.onSigterm = (stop) => {
  process.on('SIGTERM', fault === 'ignore-sigterm' ? () => {} : stop);
};

/** Leaves SIGTERM to the operating system, unless the service is to be stubborn. */
exports.defaultSigterm = () => {
  if (fault === 'ignore-sigterm') process.on('SIGTERM', () => {});
};

/** Keeps a process alive that has nothing to listen to. */
exports.hang = () => {
  setInterval(() => {}, 1 << 30);
};
