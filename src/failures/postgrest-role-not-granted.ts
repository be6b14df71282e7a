/** PostgREST may not take the role that the token names. */
import { defineFailure } from '../model/failure.ts';

export const postgrestRoleNotGranted = defineFailure({
  id: 'postgrest-role-not-granted',
  services: ['postgrest'],
  seenIn: ['log', 'answer'],
  marks: ['permission denied to set role'],
  pattern: /permission denied to set role/,
  title: 'PostgREST may not take the role that the token names.',
  meaning:
    'The user in db-uri must be a member of it: postgrest_authenticator is one of ret_admin and postgrest_anonymous.',
  remedies: [
    'In psql: `GRANT postgrest_anonymous, ret_admin TO postgrest_authenticator;`',
    'A token with another role than ret_admin is not one of reticulum.',
  ],
  source: 'https://docs.postgrest.org/en/stable/references/auth.html',
  example: '{"code":"42501","details":null,"hint":null,"message":"permission denied to set role \\"postgres\\""}',
});
