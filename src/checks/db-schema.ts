/** Has the database all migrations of reticulum's checkout? */
import { type Defect, defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';

/** The migrations run when reticulum starts: until then, what they make is not missed. */
export const dbSchema = defineCheck({
  id: 'db.schema',
  title: 'Tables of reticulum',
  why: 'Pages and the admin panel fail on tables that are not there.',
  needs: ['db.reachable'],
  look: async ({ machine, values, facts }) => {
    const { query } = machine.database;
    const { name } = values.database;
    const maintenance = databaseUrl(values, 'postgres');
    const isDatabaseThere = await query(
      maintenance,
      `select count(*)::text from pg_database where datname = '${name}'`,
    );
    const isServed = facts.runner !== undefined && facts.portHolders.has(values.port('reticulum'));
    if (isDatabaseThere !== '1') return { isServed, maintenance, hasDatabase: false, version: undefined };
    const url = databaseUrl(values, name);
    const isThere = await query(url, `select (to_regclass('ret0.schema_migrations') is not null)::text`);
    const version =
      isThere === 'true' ? await query(url, 'select max(version)::text from ret0.schema_migrations') : undefined;
    return { isServed, maintenance, hasDatabase: true, version };
  },
  judge: ({ isServed, hasDatabase, maintenance, version }, { facts: { lastMigration }, values: { database } }) => {
    if (!hasDatabase) return databaseMissing(maintenance, database.name);
    if (version !== undefined && (lastMigration === undefined || version === lastMigration))
      return { status: 'pass', note: `last migration ${version}` };
    if (!isServed) return { status: 'skip', because: 'reticulum makes its tables when it starts' };
    return lacks(
      version === undefined ? 'tables of reticulum' : `migration ${lastMigration ?? ''} (its last is ${version})`,
    );
  },
});

const lacks = (what: string): Defect => ({
  status: 'fail',
  summary: `The database has no ${what}.`,
  fix: {
    text: 'Start reticulum anew: it makes what is missing.',
    command: 'metaton restart reticulum',
    mend: { kind: 'restart', services: ['reticulum'] },
  },
});

const databaseMissing = (url: string, name: string): Defect => ({
  status: 'fail',
  summary: `There is no database ${name}.`,
  fix: {
    text: 'Make it, empty.',
    command: 'metaton doctor --fix --only db.schema',
    mend: {
      kind: 'tasks',
      tasks: [{ title: `Make the database ${name}`, action: { kind: 'ensure-database', url, name } }],
    },
  },
});
