/** The data was made by another version of Postgres. */
import { defineFailure } from '../model/failure.ts';

export const postgresDataOfOtherVersion = defineFailure({
  id: 'postgres-data-of-other-version',
  services: ['postgres'],
  seenIn: ['log'],
  marks: ['database files are incompatible with server'],
  pattern: /database files are incompatible with server/,
  title: 'The data was made by another version of Postgres.',
  meaning: 'Postgres does not read the files of another major version.',
  remedies: [
    'Move `.metaton/postgres` away and run `metaton up`: it begins with an empty database.',
    'To keep what is in it, dump it with the Postgres that made it, and restore it afterwards.',
  ],
  source: 'https://www.postgresql.org/docs/current/upgrading.html',
  example: 'FATAL:  database files are incompatible with server',
});
