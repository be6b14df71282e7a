/** The tables for the admin panel are not there. */
import { defineFailure } from '../model/failure.ts';

export const postgrestSchemaStale = defineFailure({
  id: 'postgrest-schema-stale',
  services: ['postgrest', 'reticulum'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['ret0_admin.'],
  pattern: /relation \\?"ret0_admin\.\w+\\?" does not exist/,
  title: 'The tables for the admin panel are not there.',
  meaning: 'PostgREST was started before reticulum had run its migrations. It answers that it is ready all the same.',
  remedies: ['Wait until reticulum is ready, then `metaton restart postgrest`.'],
  source: 'https://docs.postgrest.org/en/stable/references/schema_cache.html',
  example: '{"code":"42P01","details":null,"hint":null,"message":"relation \\"ret0_admin.accounts\\" does not exist"}',
});
