/** May the database's users do what they must? */
import { defineCheck } from '../model/check.ts';
import { databaseRoleWeak, postgrestRoleWrong } from '../model/problems/postgres.ts';
import { databaseUrl } from '../model/database-url.ts';

/** PostgREST's user is made by the migrations: before them nobody expects it. */
export const dbRole = defineCheck({
  id: 'db.role',
  title: 'Users of the database',
  needs: ['db.reachable'],
  look: async ({ machine, values }) => {
    const ask = (sql: string): Promise<string | undefined> =>
      machine.database.query(databaseUrl(values, 'postgres'), sql);
    return {
      mayMake: await ask(
        'select (rolsuper or rolcreaterole and rolcreatedb)::text from pg_roles where rolname = current_user',
      ),
      missing: await ask(
        `select string_agg(word, ', ') from pg_roles r, lateral (values
          (case when not rolcanlogin then 'it may not sign in' end),
          (case when not pg_has_role(r.oid, 'postgrest_anonymous', 'member') then 'it is no postgrest_anonymous' end),
          (case when not pg_has_role(r.oid, 'ret_admin', 'member') then 'it is no ret_admin' end)) as words(word)
        where rolname = 'postgrest_authenticator'`,
      ),
    };
  },
  judge: ({ mayMake, missing }, { values }) => {
    if (mayMake !== 'true') return { status: 'fail', problem: databaseRoleWeak(values.database.user) };
    return missing === undefined
      ? { status: 'pass', note: values.database.user }
      : { status: 'fail', problem: postgrestRoleWrong(missing) };
  },
});
