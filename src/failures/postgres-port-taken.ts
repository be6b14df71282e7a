/** Another Postgres holds port 5432. */
import { defineFailure } from '../model/failure.ts';

export const postgresPortTaken = defineFailure({
  id: 'postgres-port-taken',
  services: ['postgres'],
  seenIn: ['log'],
  marks: ['could not bind IPv'],
  pattern: /could not bind IPv[46] address/,
  title: 'Another Postgres holds port 5432.',
  meaning: 'A Postgres of the system, or one in Docker, listens where metaton is to run its own.',
  remedies: [
    'Use that one: set `database.url` in metaton.yaml.',
    'Or stop it, for instance `sudo systemctl stop postgresql`, then run `metaton up` again.',
  ],
  source: 'https://www.postgresql.org/docs/current/server-start.html#SERVER-START-FAILURES',
  example: 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
});
