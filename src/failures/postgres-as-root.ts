/** Postgres does not run as root. */
import { defineFailure } from '../model/failure.ts';

export const postgresAsRoot = defineFailure({
  id: 'postgres-as-root',
  services: ['postgres'],
  seenIn: ['log'],
  marks: ['execution of the PostgreSQL server is not permitted'],
  pattern: /"?root"? execution of the PostgreSQL server is not permitted/,
  title: 'Postgres does not run as root.',
  meaning: 'Its programs refuse the administrator. metaton gives it another user, unless it was started by hand.',
  remedies: [
    'Run `metaton up` as yourself, without sudo.',
    'Or use a Postgres that runs already: set `database.url` in metaton.yaml.',
  ],
  source: 'https://www.postgresql.org/docs/current/postgres-user.html',
  example: '"root" execution of the PostgreSQL server is not permitted.',
});
