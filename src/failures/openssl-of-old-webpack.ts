/** This webpack is too old for this Node. */
import { defineFailure } from '../model/failure.ts';

export const opensslOfOldWebpack = defineFailure({
  id: 'openssl-of-old-webpack',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['digital envelope routines'],
  pattern: /digital envelope routines:?:(?:unsupported|initialization error)/,
  title: 'This webpack is too old for this Node.',
  meaning: 'webpack 4, which Spoke uses, needs a hash that OpenSSL 3 no longer has: Node 17 and newer.',
  remedies: [
    'Run Spoke on Node 16: `metaton init --runtime spoke=/path/to/node16/bin`.',
    'Or, on Node 17 and newer: `services: { spoke: { env: { NODE_OPTIONS: --openssl-legacy-provider } } }` in metaton.yaml.',
  ],
  source: 'https://github.com/Hubs-Foundation/Spoke/issues/1297',
  example: 'Error: error:0308010C:digital envelope routines::unsupported',
});
