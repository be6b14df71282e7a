/** PhantomJS, which a dependency of hubs wants, cannot be had. */
import { defineFailure } from '../model/failure.ts';

export const phantomjsMissing = defineFailure({
  id: 'phantomjs-missing',
  services: ['hubs'],
  seenIn: ['log'],
  marks: ['phantomjs-prebuilt', 'PhantomJS not found'],
  pattern: /(?:phantomjs-prebuilt|PhantomJS).*(?:failed|not found|Unexpected platform|ERR!)|(?:ERR!|error).*phantomjs/i,
  title: 'PhantomJS, which a dependency of hubs wants, cannot be had.',
  meaning: 'There is none for ARM processors, and its download is often gone. Only building a sprite sheet needs it.',
  remedies: [
    'Take a newer hubs, which replaces it.',
    'Or install the packages without scripts: `npm ci --ignore-scripts` in hubs, then `metaton init`.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/6418',
  example: 'npm ERR! path /home/me/hubs/node_modules/phantomjs-prebuilt',
});
