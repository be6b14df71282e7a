/** reticulum has no usable perms key: PERMS_KEY is empty or broken. */
import { defineFailure } from '../model/failure.ts';

export const reticulumCannotSign = defineFailure({
  id: 'reticulum-cannot-sign',
  services: ['reticulum'],
  seenIn: ['answer'],
  marks: ['could not sign a perms token'],
  pattern: /could not sign a perms token/,
  title: 'reticulum has no usable perms key: PERMS_KEY is empty or broken.',
  meaning:
    'It starts without one, and logs an ArgumentError of jose only when somebody needs a token: nobody can join a room, and the admin panel gets 500.',
  remedies: ['Run `metaton certs`, then `metaton restart reticulum`: metaton hands the key over in PERMS_KEY.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/526',
  example: 'it could not sign a perms token: ["1","2","ret","phx_error",{}]',
});
