/** A perms token comes from the future. */
import { defineFailure } from '../model/failure.ts';

export const permsTokenNotYetValid = defineFailure({
  id: 'perms-token-not-yet-valid',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['NotBeforeError: jwt not active'],
  pattern: /NotBeforeError: jwt not active/,
  title: 'A perms token comes from the future.',
  meaning: 'The clock of whoever signed it is ahead; dialog allows no difference.',
  remedies: ['Set the clocks: `timedatectl set-ntp true`; in WSL `sudo hwclock -s`.'],
  source: 'https://www.npmjs.com/package/jsonwebtoken',
  example: '{"response":true,"id":1,"errorCode":500,"errorReason":"NotBeforeError: jwt not active"}',
});
