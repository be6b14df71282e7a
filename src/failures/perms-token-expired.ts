/** A perms token was too old. */
import { defineFailure } from '../model/failure.ts';

export const permsTokenExpired = defineFailure({
  id: 'perms-token-expired',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['TokenExpiredError: jwt expired'],
  pattern: /TokenExpiredError: jwt expired/,
  title: 'A perms token was too old.',
  meaning:
    'Perms tokens last five minutes, and dialog allows no difference between clocks. After sleep, or in a virtual machine, clocks differ.',
  remedies: [
    'Reload the page: it fetches a new token.',
    'If it comes back, set the clock: `timedatectl set-ntp true`; in WSL `sudo hwclock -s`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret/perms_token.ex',
  example: '{"response":true,"id":1,"errorCode":500,"errorReason":"TokenExpiredError: jwt expired"}',
});
