/** The database that PostgREST is to serve is not there. */
import { defineFailure } from '../model/failure.ts';

export const postgrestDatabaseMissing = defineFailure({
  id: 'postgrest-database-missing',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['does not exist'],
  pattern: /FATAL: {1,2}database \\?"[\w.-]+\\?" does not exist/,
  title: 'The database that PostgREST is to serve is not there.',
  meaning: 'It waits for it. metaton makes it before the start.',
  remedies: ['Run `metaton up`: it makes the database where it is missing.'],
  source: 'https://github.com/Hubs-Foundation/reticulum#readme',
  example:
    'connection to server at "localhost" (127.0.0.1), port 5432 failed: FATAL:  database \\"ret_dev\\" does not exist',
});
