/** Has somebody run `mix ecto.migrate`? */
import { defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';

/** What moves the note to where reticulum looks, row by row, and then takes the empty one away: nothing is lost. */
const moveSql = [
  'create table if not exists ret0.schema_migrations (version bigint primary key, inserted_at timestamp(0))',
  'insert into ret0.schema_migrations select version, inserted_at from public.schema_migrations on conflict do nothing',
  'drop table public.schema_migrations',
].join(';\n');

/**
 * Reticulum migrates when it starts, and notes it in ret0; `mix ecto.migrate` makes the same tables and notes it in
 * public. The next start then makes all tables again, and ends on the first: 42P07, "already exists".
 */
export const dbStrayMigrations = defineCheck({
  id: 'db.stray-migrations',
  title: 'Migrations by hand',
  why: 'After `mix ecto.migrate` reticulum ends when it starts: it would make tables that are there.',
  needs: ['db.schema'],
  look: async ({ machine, values }) => {
    const url = databaseUrl(values, values.database.name);
    const { query } = machine.database;
    const isThere = await query(url, `select (to_regclass('public.schema_migrations') is not null)::text`);
    if (isThere !== 'true') return undefined;
    const isNoted = await query(url, `select (to_regclass('ret0.schema_migrations') is not null)::text`);
    const [rows, unknown, others, tables] = await Promise.all([
      query(url, 'select count(*)::text from public.schema_migrations'),
      query(
        url,
        isNoted === 'true'
          ? 'select count(*)::text from public.schema_migrations where version not in (select version from ret0.schema_migrations)'
          : 'select count(*)::text from public.schema_migrations',
      ),
      query(
        url,
        `select count(*)::text from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
      ),
      query(url, `select count(*)::text from pg_tables where schemaname = 'ret0' and tablename <> 'schema_migrations'`),
    ]);
    return { url, rows: Number(rows), unknown: Number(unknown), others: Number(others), tables: Number(tables) };
  },
  judge: (seen) => {
    if (!seen) return { status: 'pass', note: 'none' };
    const { url, rows, unknown, others, tables } = seen;
    // Tables in public, or none in ret0, tell that the migrations went elsewhere: then the note must not be believed.
    const isOurCase = unknown === 0 || (others === 0 && tables > 0);
    return {
      status: unknown === 0 ? 'warn' : 'fail',
      summary: 'Somebody has run `mix ecto.migrate`: the database notes migrations where reticulum does not look.',
      detail: `public.schema_migrations has ${rows} rows, ${unknown} of them unknown to ret0; ret0 has ${tables} tables, public ${others} others`,
      fix: isOurCase
        ? {
            text: 'Move the note to ret0; no table and no row is lost.',
            command: 'metaton doctor --fix --only db.stray-migrations',
            mend: {
              kind: 'tasks',
              tasks: [{ title: 'Move the note of migrations to ret0', action: { kind: 'query', url, sql: moveSql } }],
            },
          }
        : {
            text: 'The tables are not where reticulum looks for them. If nothing in this database matters, drop it and start the stack: it makes a new one.',
          },
    };
  },
});
