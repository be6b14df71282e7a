/** The key file of PostgREST holds no key that fits the token. */
import { defineFailure } from '../model/failure.ts';

export const jwkMalformed = defineFailure({
  id: 'jwk-malformed',
  services: ['postgrest', 'reticulum'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['JWSNoSignatures', 'JWSNoValidSignatures', 'AlgorithmMismatch', 'KeyMismatch', 'No suitable key was found'],
  pattern: /JWSNo(?:Valid)?Signatures|AlgorithmMismatch|JWSError \(?KeyMismatch|No suitable key was found/,
  title: 'The key file of PostgREST holds no key that fits the token.',
  meaning:
    'Where reticulum-jwk.json is not a JSON web key, its text is taken for a password: PostgREST starts without a word, and refuses every token.',
  remedies: ['Run `metaton certs`, then `metaton restart postgrest`.'],
  source: 'https://docs.postgrest.org/en/stable/references/auth.html',
  example: '{"code":"PGRST301","details":null,"hint":null,"message":"JWSError (KeyMismatch \\"expected RSA\\")"}',
});
