/** Does a Postgres of an earlier run still have the data? */
import { defineCheck } from '../model/check.ts';

/** Nobody else may start on them meanwhile. */
export const dbOrphan = defineCheck({
  id: 'db.orphan',
  title: 'Left-over Postgres',
  why: 'Two servers cannot share the data: the next start has to end the older one.',
  look: async ({ machine, values, facts }) => {
    const folder = `${values.state}/postgres`;
    return {
      isEmbedded: values.database.isEmbedded,
      pid: facts.runner === undefined ? facts.leftoverPostgres : undefined,
      cluster: (await machine.files.exists(folder)) ? folder : undefined,
      password: values.database.password,
    };
  },
  judge: ({ isEmbedded, pid, cluster, password }) => {
    if (!isEmbedded) return { status: 'skip', because: 'the database is not the embedded one' };
    if (pid === undefined || cluster === undefined) return { status: 'pass', note: 'none' };
    return {
      status: 'warn',
      summary: `A Postgres of an earlier run is still there (pid ${pid}).`,
      detail: cluster,
      fix: {
        text: 'End it, as the next start would.',
        command: `kill -INT ${pid}`,
        mend: {
          kind: 'tasks',
          tasks: [{ title: 'End the left-over Postgres', action: { kind: 'prepare-cluster', cluster, password } }],
        },
      },
    };
  },
});
