/** Postgres: the database, embedded unless database.url names another. */
import { defineService } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';

/** Url of the database that every Postgres has, for making roles and databases. */
const maintenanceUrl = ({ database: { user, password, host, port } }: StackValues): string =>
  `postgres://${user}:${password}@${host}:${port}/postgres`;

/** Metaton's own Postgres, or the checks that the user's own one is fit. */
export const postgres = defineService({
  name: 'postgres',
  summary: 'Database of accounts, rooms and scenes',
  eras: [],
  ports: {
    sql: { number: 5432, fixedBecause: 'reticulum connects to port 5432 only', protocol: 'postgres' },
  },
  needs: [],
  prepare: ({ state, database }) =>
    database.isEmbedded
      ? [
          {
            title: 'Prepare the database cluster',
            action: { kind: 'prepare-cluster', cluster: `${state}/postgres`, password: database.password },
          },
        ]
      : [],
  launch: ({ state, database }) =>
    database.isEmbedded ? { kind: 'postgres', cluster: `${state}/postgres` } : undefined,
  readiness: (values) => ({
    probes: [{ kind: 'sql', url: maintenanceUrl(values), query: 'select 1', expect: '1' }],
    withinMs: 60_000,
  }),
  finish: (values) => [
    {
      title: `Ensure the role ${values.database.user}`,
      action: {
        kind: 'ensure-role',
        url: maintenanceUrl(values),
        name: values.database.user,
        password: values.database.password,
      },
    },
    {
      title: `Ensure the database ${values.database.name}`,
      action: { kind: 'ensure-database', url: maintenanceUrl(values), name: values.database.name },
    },
  ],
  urls: ({ database: { host, port, name } }) => [{ label: 'database', url: `postgres://${host}:${port}/${name}` }],
  // SIGINT is Postgres' fast shutdown; SIGTERM would wait for every client to leave.
  stop: { signal: 'SIGINT', graceMs: 10_000 },
});
