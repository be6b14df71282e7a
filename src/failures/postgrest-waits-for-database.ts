/** PostgREST cannot reach the database, and tries again. */
import { defineFailure } from '../model/failure.ts';

export const postgrestWaitsForDatabase = defineFailure({
  id: 'postgrest-waits-for-database',
  services: ['postgrest'],
  seenIn: ['log', 'answer'],
  marks: [
    'Database connection error. Retrying',
    'Database client error. Retrying',
    'Attempting to reconnect to the database',
  ],
  pattern: /Database (?:connection|client) error\. Retrying|Attempting to reconnect to the database/,
  title: 'PostgREST cannot reach the database, and tries again.',
  meaning: 'Until it can, its ports are closed, or it answers 503.',
  remedies: ['Run `metaton ps`: postgres should be ready. If not: `metaton logs postgres`.'],
  source: 'https://github.com/PostgREST/postgrest/pull/1559',
  example:
    '{"code":"PGRST000","details":"connection to server failed: Connection refused","hint":null,"message":"Database connection error. Retrying the connection."}',
});
