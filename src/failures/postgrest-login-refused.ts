/** The database does not let PostgREST in. */
import { defineFailure } from '../model/failure.ts';

export const postgrestLoginRefused = defineFailure({
  id: 'postgrest-login-refused',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['authentication failed for user'],
  pattern: /FATAL: {1,2}password authentication failed for user \\?"/,
  title: 'The database does not let PostgREST in.',
  meaning:
    'Its role postgrest_authenticator comes with the migrations of reticulum, with the password "password". Before them there is none; one left from an older database keeps its old password. PostgREST ends at once.',
  remedies: [
    'Let reticulum run its migrations first: `metaton up` waits for them.',
    "In psql: `ALTER ROLE postgrest_authenticator PASSWORD 'password';`, then `metaton restart postgrest`.",
  ],
  source: 'https://docs.postgrest.org/en/stable/references/connection_pool.html',
  example:
    'connection to server at "localhost" (127.0.0.1), port 5432 failed: FATAL:  password authentication failed for user "postgrest_authenticator"',
});
