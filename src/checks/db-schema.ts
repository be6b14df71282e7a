/** Has the database all migrations of reticulum's checkout? */
import { type Defect, defineCheck } from '../model/check.ts';
import { databaseUrl } from './shared/database-url.ts';

const lacks = (what: string): Defect => ({
  status: 'fail',
  summary: `The database has no ${what}.`,
  fix: { text: 'Start the stack: it makes what is missing.', command: 'metaton up' },
});

/** The migrations run when reticulum starts. */
export const dbSchema = defineCheck({
  id: 'db.schema',
  title: 'Tables of reticulum',
  why: 'Pages and the admin panel fail on tables that are not there.',
  needs: ['db.reachable'],
  look: async ({ machine, values }) => {
    const url = databaseUrl(values, values.database.name);
    const isThere = await machine.database.query(
      url,
      `select (to_regclass('ret0.schema_migrations') is not null)::text`,
    );
    return isThere === 'true'
      ? machine.database.query(url, 'select max(version)::text from ret0.schema_migrations')
      : undefined;
  },
  judge: (version, { facts }) => {
    if (version === undefined) return lacks('tables of reticulum');
    if (facts.lastMigration !== undefined && version !== facts.lastMigration)
      return lacks(`migration ${facts.lastMigration} (its last is ${version})`);
    return { status: 'pass', note: `last migration ${version}` };
  },
});
