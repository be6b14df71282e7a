/** A Postgres runs on this data already, or has ended without saying so. */
import { defineFailure } from '../model/failure.ts';

export const postgresAlreadyRuns = defineFailure({
  id: 'postgres-already-runs',
  services: ['postgres'],
  seenIn: ['log'],
  marks: ['"postmaster.pid" already exists'],
  pattern: /lock file "postmaster\.pid" already exists/,
  title: 'A Postgres runs on this data already, or has ended without saying so.',
  meaning: 'The file postmaster.pid in the data folder says who uses it.',
  remedies: ['Run `metaton down`, then `metaton up`: it ends what an earlier run has left.'],
  source: 'https://www.postgresql.org/docs/current/server-start.html',
  example: 'FATAL:  lock file "postmaster.pid" already exists',
});
