/** The database is just starting or stopping. */
import { defineFailure } from '../model/failure.ts';

export const databaseStarting = defineFailure({
  id: 'database-starting',
  services: ['reticulum', 'postgrest'],
  seenIn: ['log'],
  isHarmless: true,
  marks: ['the database system is '],
  pattern: /the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)/,
  title: 'The database is just starting or stopping.',
  meaning: 'Whoever connects in this moment is refused, and tries again.',
  remedies: ['Wait. If it lasts, run `metaton logs postgres`.'],
  source: 'https://www.postgresql.org/docs/current/errcodes-appendix.html',
  example: 'FATAL:  the database system is starting up',
});
