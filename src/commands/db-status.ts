/** `metaton db status`: where the database is, what it is and what is in it. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { table } from '../report/table.ts';
import { listSnapshots } from '../stack/snapshots.ts';
import type { OpenStack } from '../stack/open-stack.ts';
import { findCluster, isServed, urlOf, withDatabase } from '../stack/with-database.ts';

/** Starts an embedded server that does not run for the moment that it takes. */
export const dbStatus = (session: Session): Promise<Result<void>> =>
  withDatabase(session, async (stack) => {
    const rows = await rowsOf(stack, session);
    session.report.text(table(rows).join('\n'));
    session.report.document(Object.fromEntries(rows));
    return ok(undefined);
  });

type Row = readonly [string, string];

async function rowsOf(stack: OpenStack, session: Session): Promise<readonly Row[]> {
  const { machine } = session;
  const { isEmbedded, name, host, port } = stack.values.database;
  const ask = async (sql: string, database = name): Promise<string> =>
    (await machine.database.query(urlOf(stack, database), sql)) ?? '';
  const isThere = (await ask(`SELECT 1 FROM pg_database WHERE datname = '${name}'`, 'postgres')) === '1';
  const hasTables = isThere && (await ask(`SELECT to_regclass('ret0.schema_migrations') IS NOT NULL`)) === 't';
  const snapshots = await listSnapshots(stack, session);
  const data = isEmbedded ? await findCluster(stack, session) : undefined;
  return [
    ['server', `Postgres ${await ask('SHOW server_version', 'postgres')} at ${host}:${port}`],
    ['kind', isEmbedded ? `embedded, ${isServed(stack) ? 'running' : 'not running'}` : 'your own (database.url)'],
    ...(data ? [['data', data.data] as const] : []),
    ['database', isThere ? name : `${name} is not there: run metaton db setup`],
    ...(isThere ? [['size', await ask(`SELECT pg_size_pretty(pg_database_size('${name}'))`)] as const] : []),
    ['tables', hasTables ? await migrationOf(stack, ask) : 'none yet: they come with the first metaton up'],
    ['snapshots', snapshots.length === 0 ? 'none' : snapshots.map((snapshot) => snapshot.name).join(', ')],
  ];
}

async function migrationOf({ facts }: OpenStack, ask: (sql: string) => Promise<string>): Promise<string> {
  const count = await ask('SELECT count(*) FROM ret0.schema_migrations');
  const last = await ask('SELECT max(version) FROM ret0.schema_migrations');
  const wanted = facts.lastMigration;
  const behind = wanted === undefined || wanted === last ? '' : `; the checkout's last is ${wanted}`;
  return `${count} migrations, the last ${last}${behind}`;
}
