/** The database has no connection left. */
import { defineFailure } from '../model/failure.ts';

export const databaseConnectionsUsedUp = defineFailure({
  id: 'database-connections-used-up',
  services: [],
  seenIn: ['log'],
  marks: ['53300 (too_many_connections)', 'too many clients already', 'remaining connection slots'],
  pattern: /too_many_connections|too many clients already|remaining connection slots/,
  title: 'The database has no connection left.',
  meaning: 'Each service holds a pool of connections; a second stack, or tools left open, take the rest.',
  remedies: [
    'Close other programs that use this Postgres, then `metaton restart` the service.',
    'With a database of your own, raise `max_connections` in postgresql.conf.',
  ],
  source: 'https://www.postgresql.org/docs/current/runtime-config-connection.html',
  example: 'FATAL:  sorry, too many clients already',
});
