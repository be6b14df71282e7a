/** The flags of the guide are not for this webpack-dev-server. */
import { defineFailure } from '../model/failure.ts';

export const guideFlagsUnknown = defineFailure({
  id: 'guide-flags-unknown',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['Unknown option '],
  pattern: /\[webpack-cli\].*Unknown option '--(?:cert|key|https)'/,
  title: 'The flags of the guide are not for this webpack-dev-server.',
  meaning: '`--https --cert … --key …` was right for version 3. Version 4 takes the certificate from certs/ by itself.',
  remedies: ['Take the flags out of `scripts` in package.json, or run `metaton up`, which does without them.'],
  source: 'https://github.com/webpack/webpack-dev-server/issues/2996',
  example: "[webpack-cli] Error: Unknown option '--cert'",
});
