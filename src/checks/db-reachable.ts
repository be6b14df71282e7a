/** Does the database answer? */
import { defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';

/** Nobody expects an answer of the embedded one while the stack is down. */
export const dbReachable = defineCheck({
  id: 'db.reachable',
  title: 'Database',
  look: async ({ machine, values, facts }) => {
    const { isEmbedded, port } = values.database;
    if (isEmbedded && !facts.portHolders.has(port)) return undefined;
    return (await machine.database.query(databaseUrl(values, 'postgres'), 'show server_version')) ?? '';
  },
  judge: (version) =>
    version === undefined
      ? { status: 'skip', because: 'the stack is down; `metaton up` starts the database' }
      : { status: 'pass', note: `Postgres ${version}` },
});
