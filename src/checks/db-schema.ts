/** Has the database all migrations of reticulum's checkout? */
import { defineCheck } from '../model/check.ts';
import { databaseUnfit } from '../model/problems/check.ts';
import { databaseUrl } from '../model/database-url.ts';

/** The migrations run when reticulum starts. */
export const dbSchema = defineCheck({
  id: 'db.schema',
  title: 'Tables of reticulum',
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
    if (version === undefined) return { status: 'fail', problem: databaseUnfit('tables of reticulum') };
    if (facts.lastMigration !== undefined && version !== facts.lastMigration)
      return { status: 'fail', problem: databaseUnfit(`migration ${facts.lastMigration} (its last is ${version})`) };
    return { status: 'pass', note: `last migration ${version}` };
  },
});
