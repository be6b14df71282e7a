/** npm finds packages that do not agree with each other. */
import { defineFailure } from '../model/failure.ts';

export const npmPeersConflict = defineFailure({
  id: 'npm-peers-conflict',
  services: ['hubs', 'hubs-admin', 'spoke', 'dialog'],
  seenIn: ['log'],
  marks: ['ERESOLVE unable to resolve dependency tree', 'ERESOLVE could not resolve'],
  pattern: /ERESOLVE (?:unable to resolve dependency tree|could not resolve)/,
  title: 'npm finds packages that do not agree with each other.',
  meaning: 'The admin panel has to be installed with --legacy-peer-deps.',
  remedies: ['Run `metaton init`, which does so.', 'By hand, in hubs/admin: `npm ci --legacy-peer-deps`.'],
  source: 'https://github.com/Hubs-Foundation/hubs/blob/HEAD/Dockerfile',
  example: 'npm ERR! code ERESOLVE: ERESOLVE unable to resolve dependency tree',
});
