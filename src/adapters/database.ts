/** Postgres for real: the server that metaton runs, and SQL through the driver `pg`. */
import { tmpdir } from 'node:os';
import type { Client } from 'pg';
import type { Database, Files } from '../model/machine.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import {
  databaseFailed,
  databaseLoginRefused,
  databaseMissing,
  databaseNotAllowed,
  databasePasswordWrong,
  databaseUnreachable,
} from '../model/problems/postgres.ts';
import { makeEmbeddedPostgres } from './embedded-postgres.ts';
import { connected, openSqlSession } from './sql-session.ts';

/** The parts that a Database is made of; all but `files` are for tests. */
interface DatabaseOptions {
  readonly files: Files;
  /** The user's shell; says who called sudo. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly temporaryDirectory?: string;
  readonly port?: number;
  /** Folder of the package with Postgres' programs. */
  readonly packageFolder?: string;
}

/** The machine's Postgres. */
export function makeDatabase(options: DatabaseOptions): Database {
  return {
    ...makeEmbeddedPostgres({
      files: options.files,
      environment: options.environment ?? process.env,
      temporaryDirectory: options.temporaryDirectory ?? tmpdir(),
      port: options.port ?? 5432,
      packageFolder: options.packageFolder,
    }),
    query: (url, sql) => connected({ connectionString: url }, (client) => firstValue(client, sql)),
    open: openSqlSession,
    ensureRole,
    ensureDatabase,
  };
}

/** With several statements the last one counts. */
async function firstValue(client: Client, sql: string): Promise<string | undefined> {
  const answer: unknown = await client.query({ text: sql, rowMode: 'array' });
  const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rows: (string | null)[][] };
  return last.rows[0]?.[0] ?? undefined;
}

async function ensureRole(url: string, name: string, password: string): Promise<boolean> {
  const { escapeIdentifier, escapeLiteral } = await import('pg');
  const select = `SELECT rolcanlogin AND (rolsuper OR rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = ${escapeLiteral(name)}`;
  const change = (verb: string) => () =>
    connected({ connectionString: url }, (client) =>
      client.query(`${verb} ROLE ${escapeIdentifier(name)} WITH LOGIN SUPERUSER PASSWORD ${escapeLiteral(password)}`),
    );
  const target = targetOf(url, roleSql('ALTER USER', name, password));
  const isRight = await reported(target, () =>
    connected({ connectionString: url }, (client) => firstValue(client, select)),
  );
  if (isRight === 't' && (await reported(target, () => acceptsPassword(url, name, password)))) return false;
  if (isRight === undefined) {
    const creation = targetOf(url, roleSql('CREATE USER', name, password));
    if (await reported(creation, () => unlessThere(change('CREATE')))) return true;
  }
  await reported(target, change('ALTER'));
  return true;
}

/** Asked of the server itself: a stored password cannot be read. */
async function acceptsPassword(url: string, name: string, password: string): Promise<boolean> {
  const asRole = new URL(url);
  asRole.username = encodeURIComponent(name);
  asRole.password = encodeURIComponent(password);
  try {
    await connected({ connectionString: asRole.href }, () => Promise.resolve());
    return true;
  } catch (error) {
    if (codeOf(error) === '28P01') return false;
    throw error;
  }
}

async function ensureDatabase(url: string, name: string): Promise<boolean> {
  const { escapeIdentifier, escapeLiteral } = await import('pg');
  const create = `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`;
  const work = async (client: Client): Promise<boolean> => {
    const exists = await firstValue(client, `SELECT 1 FROM pg_database WHERE datname = ${escapeLiteral(name)}`);
    return exists === undefined && (await unlessThere(() => client.query(create)));
  };
  return reported(targetOf(url, `CREATE DATABASE ${quoted(name)};`), () => inAnyDatabase(url, work));
}

/** The URL may name the very database that is to be made: then the work is done from one that every server has. */
async function inAnyDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await connected({ connectionString: url }, work);
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error;
    const maintenance = new URL(url);
    maintenance.pathname = '/postgres';
    return connected({ connectionString: maintenance.href }, work);
  }
}

/** Codes of "it exists already"; 23505 is the same, met by the loser of two that create at once. */
const thereAlready = ['42P04', '42710', '23505'];

/** Answers false where another has made it meanwhile. */
async function unlessThere(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (thereAlready.includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/** What a Problem says of the server, and the statements by which an administrator would put it right. */
interface Target {
  readonly server: string;
  readonly user: string;
  readonly database: string;
  readonly sql: string;
  /** Lets the user of the URL in. */
  readonly loginSql: string;
}

function targetOf(url: string, sql: string): Target {
  const { hostname, port, username, password, pathname } = new URL(url);
  const user = decodeURIComponent(username);
  return {
    server: `${hostname}:${port || '5432'}`,
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
    sql,
    loginSql: roleSql('ALTER USER', user, decodeURIComponent(password)),
  };
}

/** For reading and pasting: only the well-known password of the upstream defaults is ever printed. */
const roleSql = (verb: string, name: string, password: string): string =>
  `${verb} ${quoted(name)} WITH SUPERUSER PASSWORD ${password === 'postgres' ? "'postgres'" : "'<the password in database.url>'"};`;

/** Quoted only where it has to be, as a person would write it. */
const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

async function reported<T>(target: Target, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ProblemError(problemOf(error, target));
  }
}

function problemOf(error: unknown, { server, user, database, sql, loginSql }: Target): Problem {
  switch (codeOf(error)) {
    case '28P01':
      return databasePasswordWrong(server, user, loginSql, error);
    case '28000':
      return databaseLoginRefused(server, user, loginSql, error);
    case '3D000':
      return databaseMissing(server, database, `CREATE DATABASE ${quoted(database)};`, error);
    case '42501':
      return databaseNotAllowed(server, user, sql, error);
    default:
      return isFromServer(error) ? databaseFailed(server, sql, error) : databaseUnreachable(server, error);
  }
}

/** Errors of the server have an SQLSTATE such as 55P03; those of the network have names such as EPIPE. */
const isFromServer = (error: unknown): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error) ?? '');

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
