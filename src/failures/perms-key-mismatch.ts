/** dialog and reticulum do not have the same perms key. */
import { defineFailure } from '../model/failure.ts';

export const permsKeyMismatch = defineFailure({
  id: 'perms-key-mismatch',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['JsonWebTokenError: invalid signature'],
  pattern: /JsonWebTokenError: invalid signature/,
  title: 'dialog and reticulum do not have the same perms key.',
  meaning:
    'dialog checks with a public key (AUTH_KEY) that does not belong to the private key (PERMS_KEY) by which reticulum signs. Nothing of that is in any log. A key whose line ends got lost has the same effect.',
  remedies: [
    'Run `metaton certs`, then `metaton restart dialog reticulum`.',
    'By hand: both keys must come from the same `certs/perms.pem`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/550',
  example: '{"response":true,"id":1,"errorCode":500,"errorReason":"JsonWebTokenError: invalid signature"}',
});
