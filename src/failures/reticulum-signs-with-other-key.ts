/** reticulum signs perms tokens with another key than the others have. */
import { defineFailure } from '../model/failure.ts';

export const reticulumSignsWithOtherKey = defineFailure({
  id: 'reticulum-signs-with-other-key',
  services: ['reticulum'],
  seenIn: ['answer'],
  marks: ['is not signed with the key of'],
  pattern: /is not signed with the key of/,
  title: 'reticulum signs perms tokens with another key than the others have.',
  meaning:
    'PERMS_KEY, which it was started with, is not certs/perms.pem. dialog says "invalid signature" to its visitors, PostgREST "JWSInvalidSignature" to its admins; no log says anything.',
  remedies: [
    'Run `metaton restart reticulum`: it is given the key of this workspace.',
    'Take PERMS_KEY out of `env` of reticulum in metaton.yaml.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/550',
  example: 'it is not signed with the key of /home/me/world/certs/perms.pub.pem',
});
