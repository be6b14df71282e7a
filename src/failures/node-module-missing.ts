/** A package is missing. */
import { defineFailure } from '../model/failure.ts';

export const nodeModuleMissing = defineFailure({
  id: 'node-module-missing',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['Cannot find module ', "Can't resolve "],
  pattern: /Error: Cannot find module '|Module not found: Error: Can't resolve '/,
  title: 'A package is missing.',
  meaning: 'Dependencies are not installed, or were installed for another state of the code.',
  remedies: ['Run `metaton init`.', 'If it stays: remove node_modules in that checkout, then run `metaton init`.'],
  source: 'https://github.com/Hubs-Foundation/hubs-compose/issues/34',
  example: "Error: Cannot find module 'webpack-dev-server/package.json'",
});
