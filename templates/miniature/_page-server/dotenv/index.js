// Reads a file of variables into the environment; what is set already stays.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { parseEnv } = require('node:util');

exports.config = ({ path }) => {
  if (!existsSync(path)) return;
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, 'utf8')))) process.env[name] ??= value;
};
