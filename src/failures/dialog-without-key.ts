/** dialog has no key to check visitors with. */
import { defineFailure } from '../model/failure.ts';

export const dialogWithoutKey = defineFailure({
  id: 'dialog-without-key',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['authKey not set'],
  pattern: /authKey not set; jwt verification will not work/,
  title: 'dialog has no key to check visitors with.',
  meaning:
    'It runs on, and refuses every token: "secret or public key must be provided". AUTH_KEY names a file that is not there.',
  remedies: ['Run `metaton certs`, then `metaton restart dialog`.'],
  source: 'https://github.com/Hubs-Foundation/dialog/blob/HEAD/index.js',
  example:
    '2026-01-05T10:00:00.000Z mediasoup-demo-server:ERROR authKey not set; jwt verification will not work. [Error: ENOENT]',
});
