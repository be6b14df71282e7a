/** PostgREST expects another audience than the token has. */
import { defineFailure } from '../model/failure.ts';

export const audienceWrong = defineFailure({
  id: 'audience-wrong',
  services: ['postgrest', 'reticulum'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['JWTNotInAudience'],
  pattern: /JWTNotInAudience/,
  title: 'PostgREST expects another audience than the token has.',
  meaning: 'jwt-aud in reticulum.conf must be "ret_perms", which reticulum writes into its tokens.',
  remedies: ['Run `metaton up`, or `metaton restart postgrest`: it writes reticulum.conf anew.'],
  source: 'https://github.com/PostgREST/postgrest/issues/2093',
  example: '{"code":"PGRST301","details":null,"hint":null,"message":"JWTNotInAudience"}',
});
