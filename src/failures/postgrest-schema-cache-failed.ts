/** PostgREST could not read which tables there are. */
import { defineFailure } from '../model/failure.ts';

export const postgrestSchemaCacheFailed = defineFailure({
  id: 'postgrest-schema-cache-failed',
  services: ['postgrest'],
  seenIn: ['log', 'answer'],
  marks: ['query the database for the schema cache', 'loading the schema cache'],
  pattern: /Could not query the database for the schema cache|An error occurr?ed when loading the schema cache/,
  title: 'PostgREST could not read which tables there are.',
  meaning: 'The schema ret0_admin is missing, or the database was busy or away. It tries again by itself.',
  remedies: [
    'Wait until reticulum is ready: its migrations make the schema.',
    'If it stays: `metaton restart postgrest`.',
  ],
  source: 'https://github.com/PostgREST/postgrest/issues/3020',
  example:
    '{"code":"PGRST002","details":null,"hint":null,"message":"Could not query the database for the schema cache. Retrying."}',
});
