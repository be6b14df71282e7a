/** This npm does not take the version of a package in the lock. */
import { defineFailure } from '../model/failure.ts';

export const npmVersionInvalid = defineFailure({
  id: 'npm-version-invalid',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['Invalid Version: '],
  pattern: /Invalid Version: \S+/,
  title: 'This npm does not take the version of a package in the lock.',
  meaning: 'A dependency of hubs calls itself 0.5.0a, which newer npm versions refuse.',
  remedies: [
    'Use the npm that comes with Node 16: `metaton init --runtime hubs=/path/to/node16/bin`.',
    'Or take a newer hubs.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/5471',
  example: 'npm ERR! Invalid Version: 0.5.0a',
});
