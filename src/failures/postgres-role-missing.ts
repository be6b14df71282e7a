/** The database has no role of that name. */
import { defineFailure } from '../model/failure.ts';

export const postgresRoleMissing = defineFailure({
  id: 'postgres-role-missing',
  services: [],
  seenIn: ['log', 'answer'],
  marks: ['does not exist'],
  pattern: /role \\?"(?!postgres_anonymous)[\w.-]+\\?" does not exist/,
  title: 'The database has no role of that name.',
  meaning:
    'A Postgres from Homebrew has no role postgres, only one with the name of its user. Roles of PostgREST come with the migrations of reticulum.',
  remedies: [
    "For postgres: `createuser -s postgres`, then `ALTER USER postgres PASSWORD 'postgres';` in psql.",
    'For another role: let reticulum start once, so that its migrations run, then `metaton restart postgrest`.',
  ],
  source: 'https://github.com/phoenixframework/phoenix/issues/3320',
  example: '** (Postgrex.Error) FATAL 28000 (invalid_authorization_specification) role "postgres" does not exist',
});
