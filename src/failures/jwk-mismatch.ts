/** PostgREST and whoever signed the token do not have the same key. */
import { defineFailure } from '../model/failure.ts';

export const jwkMismatch = defineFailure({
  id: 'jwk-mismatch',
  services: ['postgrest', 'reticulum'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['JWSInvalidSignature'],
  pattern: /JWSInvalidSignature/,
  title: 'PostgREST and whoever signed the token do not have the same key.',
  meaning:
    'reticulum-jwk.json must be the public part of the key in PERMS_KEY. Keys that were made anew in one place, and a JWK that is not JSON, which PostgREST takes for a password, show the same. The admin panel says "Missing translation for key".',
  remedies: ['Run `metaton certs`, then `metaton restart postgrest reticulum`.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/654',
  example: '{"code":"PGRST301","details":null,"hint":null,"message":"JWSError JWSInvalidSignature"}',
});
