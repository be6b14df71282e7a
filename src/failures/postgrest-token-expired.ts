/** A token was too old for PostgREST. */
import { defineFailure } from '../model/failure.ts';

export const postgrestTokenExpired = defineFailure({
  id: 'postgrest-token-expired',
  services: ['postgrest', 'reticulum'],
  seenIn: ['answer', 'browser'],
  marks: ['JWT expired', 'JWTExpired'],
  pattern: /"(?:JWT expired|JWTExpired)"/,
  title: 'A token was too old for PostgREST.',
  meaning:
    'reticulum makes a new one for each request, so clocks must differ: after sleep, or between Docker and the machine.',
  remedies: ['Set the clock: `timedatectl set-ntp true`; in WSL `sudo hwclock -s`.'],
  source: 'https://docs.postgrest.org/en/stable/references/errors.html',
  example: '{"code":"PGRST301","details":null,"hint":null,"message":"JWT expired"}',
});
