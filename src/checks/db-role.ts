/** Are the roles there that reticulum and PostgREST log in as? */
import { type Defect, defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';
import { messageOf } from '../model/message-of.ts';

/** As reticulum's settings for development have it. */
const authenticator = { name: 'postgrest_authenticator', password: 'password' } as const;

/** Whom PostgREST turns into for a request. */
const groups = ['ret_admin', 'postgrest_anonymous'] as const;

/**
 * Roles belong to the server, not to a database: those of an older one stay, with the password that they had, since the
 * migration that makes them leaves alone what is there.
 */
export const dbRole = defineCheck({
  id: 'db.role',
  title: 'Roles of the database',
  why: 'The migrations cannot make roles, or PostgREST cannot log in: the admin panel stays empty.',
  needs: ['db.reachable'],
  look: async ({ machine, values }) => {
    const { query } = machine.database;
    const url = databaseUrl(values, 'postgres');
    const [mayMake, present, isMember, hasDatabase] = await Promise.all([
      query(
        url,
        'select (rolsuper or (rolcreaterole and rolcreatedb))::text from pg_roles where rolname = current_user',
      ),
      query(
        url,
        `select coalesce(string_agg(rolname, ' '), '') from pg_roles where rolname in ('${[authenticator.name, ...groups].join("', '")}')`,
      ),
      query(
        url,
        `select (count(*) = ${groups.length})::text from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member where r.rolname = '${authenticator.name}' and g.rolname in ('${groups.join("', '")}')`,
      ),
      query(url, `select count(*)::text from pg_database where datname = '${values.database.name}'`),
    ]);
    const roles = (present ?? '').split(' ').filter((name) => name !== '');
    const hasTables =
      hasDatabase === '1' &&
      (await query(
        databaseUrl(values, values.database.name),
        `select (to_regnamespace('ret0_admin') is not null)::text`,
      )) === 'true';
    const asAuthenticator = new URL(url);
    asAuthenticator.username = authenticator.name;
    asAuthenticator.password = authenticator.password;
    const login = roles.includes(authenticator.name)
      ? await query(asAuthenticator.href, 'select 1').then(() => undefined, messageOf)
      : undefined;
    return { url, mayMake: mayMake === 'true', roles, isMember: isMember === 'true', hasTables, login };
  },
  judge: ({ url, mayMake, roles, isMember, hasTables, login }, { values: { database } }) => {
    if (!mayMake)
      return {
        status: 'fail',
        summary: `${database.user} may not make roles and databases.`,
        fix: {
          text: 'As an administrator of that server:',
          command: `ALTER ROLE ${database.user} SUPERUSER;`,
          needsRoot: true,
        },
      };
    const missing = [authenticator.name, ...groups].filter((name) => !roles.includes(name));
    if (roles.length === 0 && !hasTables)
      return { status: 'pass', note: `${database.user}; reticulum makes the others when it first starts` };
    const defect = (summary: string, detail: string): Defect => ({
      status: 'fail',
      summary,
      detail,
      fix: {
        text: 'Make the roles as the migrations of reticulum would.',
        command: 'metaton doctor --fix --only db.role',
        mend: {
          kind: 'tasks',
          tasks: [{ title: 'Make or mend the roles of PostgREST', action: { kind: 'query', url, sql: rolesSql } }],
        },
      },
    });
    if (missing.length > 0 && hasTables) return defect('Roles of PostgREST are missing.', missing.join(', '));
    if (login !== undefined)
      return defect(
        `${authenticator.name} cannot log in with its password.`,
        `${login}\nit is left from an older database, or somebody has changed it`,
      );
    if (missing.length === 0 && !isMember)
      return defect(`${authenticator.name} is not a member of ${groups.join(' and ')}.`, 'pg_auth_members');
    return { status: 'pass', note: [database.user, ...roles].join(', ') };
  },
});

const rolesSql = [
  ...groups.map(
    (name) =>
      `do $$ begin if not exists (select from pg_roles where rolname = '${name}') then create role ${name} nologin; end if; end $$`,
  ),
  `do $$ begin if not exists (select from pg_roles where rolname = '${authenticator.name}') then create role ${authenticator.name}; end if; end $$`,
  `alter role ${authenticator.name} with login noinherit password '${authenticator.password}'`,
  ...groups.map((name) => `grant ${name} to ${authenticator.name}`),
].join(';\n');
