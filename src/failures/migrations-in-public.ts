/** The migrations of reticulum have been run by hand and are to be run again. */
import { defineFailure } from '../model/failure.ts';

export const migrationsInPublic = defineFailure({
  id: 'migrations-in-public',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['42P07 (duplicate_table)'],
  pattern: /42P07 \(duplicate_table\)/,
  title: 'The migrations of reticulum have been run by hand and are to be run again.',
  meaning:
    '`mix ecto.migrate` writes their versions into the schema public, where reticulum does not look. At its next start it runs all of them once more, and ends at the first table that is there.',
  remedies: [
    'If the database holds nothing of value: drop and make it anew (`dropdb ret_dev`), then `metaton up`.',
    'Else copy the versions in psql: `INSERT INTO ret0.schema_migrations SELECT * FROM public.schema_migrations ON CONFLICT DO NOTHING;`, then `metaton restart reticulum`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret/application.ex',
  example: '** (Postgrex.Error) ERROR 42P07 (duplicate_table) relation "table_id_seq" already exists',
});
