/** dialog refuses everybody, since it has no public key. */
import { defineFailure } from '../model/failure.ts';

export const dialogKnowsNoKey = defineFailure({
  id: 'dialog-knows-no-key',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['secret or public key must be provided'],
  pattern: /secret or public key must be provided/,
  title: 'dialog refuses everybody, since it has no public key.',
  meaning: 'When it started, the file that AUTH_KEY names was not there.',
  remedies: ['Run `metaton certs`, then `metaton restart dialog`.'],
  source: 'https://www.npmjs.com/package/jsonwebtoken',
  example:
    '{"response":true,"id":1,"errorCode":500,"errorReason":"JsonWebTokenError: secret or public key must be provided"}',
});
