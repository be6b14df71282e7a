/** This Node does not know an option in NODE_OPTIONS. */
import { defineFailure } from '../model/failure.ts';

export const nodeOptionUnknown = defineFailure({
  id: 'node-option-unknown',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['is not allowed in NODE_OPTIONS'],
  pattern: /\S+ is not allowed in NODE_OPTIONS/,
  title: 'This Node does not know an option in NODE_OPTIONS.',
  meaning: '--openssl-legacy-provider is for Node 17 and newer; Node 16 ends at once when it sees it.',
  remedies: ['Take NODE_OPTIONS out of `env` of the service in metaton.yaml.'],
  source: 'https://nodejs.org/api/cli.html#node_optionsoptions',
  example: 'node: --openssl-legacy-provider is not allowed in NODE_OPTIONS',
});
