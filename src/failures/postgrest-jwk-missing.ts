/** The key file that reticulum.conf names is not there. */
import { defineFailure } from '../model/failure.ts';

export const postgrestJwkMissing = defineFailure({
  id: 'postgrest-jwk-missing',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['withBinaryFile: does not exist'],
  pattern: /withBinaryFile: does not exist/,
  title: 'The key file that reticulum.conf names is not there.',
  meaning: 'PostgREST checks tokens with the public perms key, in certs/reticulum-jwk.json.',
  remedies: ['Run `metaton certs`, then `metaton restart postgrest`.'],
  source: 'https://docs.postgrest.org/en/stable/references/auth.html',
  example:
    'postgrest: /home/me/world/certs/reticulum-jwk.json: withBinaryFile: does not exist (No such file or directory)',
});
