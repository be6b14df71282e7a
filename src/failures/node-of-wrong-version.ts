/** A package does not run on this Node. */
import { defineFailure } from '../model/failure.ts';

export const nodeOfWrongVersion = defineFailure({
  id: 'node-of-wrong-version',
  services: [],
  seenIn: ['log'],
  marks: ['EBADENGINE', 'The engine "node" is incompatible'],
  pattern: /(?:npm (?:ERR!|error)).*EBADENGINE|The engine "node" is incompatible/,
  title: 'A package does not run on this Node.',
  meaning: 'hubs of 2022 and Spoke want Node 16, the hubs of today wants 22.',
  remedies: ['Name the folder of another Node for that service: `metaton init --runtime hubs=/path/to/node22/bin`.'],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/5735',
  example: 'npm ERR! code EBADENGINE',
});
