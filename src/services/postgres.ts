/** Postgres: the database, embedded unless database.url names another. */
import type { ContainerSpec, ContainerValues } from '../model/container.ts';
import { defineService } from '../model/service-definition.ts';
import type { PostgresBuild } from '../model/machine.ts';
import { otherBuilds, postgresMajor, postgresPackages } from '../model/postgres-builds.ts';
import type { StackValues } from '../model/stack-values.ts';
import { connectionsOf } from './shared/reticulum-container.ts';
import { choosePostgrest } from './shared/postgrest-choice.ts';
import { postgresMajorFor } from './shared/postgrest-releases.ts';

/** Url of the database that every Postgres has, for making roles and databases. */
const maintenanceUrl = ({ database: { user, password, host, port } }: StackValues): string =>
  `postgres://${user}:${password}@${host}:${port}/postgres`;

/** The major that fits PostgREST, where that is another than the one that came with metaton. */
function otherBuild(
  values: StackValues,
): (PostgresBuild & { readonly name: string; readonly into: string }) | undefined {
  const major = postgresMajorFor(choosePostgrest(values).meant);
  const name = postgresPackages[values.platform];
  if (major === postgresMajor || name === undefined || !values.database.isEmbedded) return undefined;
  const into = `${values.state}/bin/postgres-${major}`;
  return { major, name, into, packageFolder: `${into}/node_modules/${name}` };
}

/** What is prepared and run. */
const buildOf = (values: StackValues): PostgresBuild | undefined => {
  const build = otherBuild(values);
  return build && { major: build.major, packageFolder: build.packageFolder };
};

/** Those of PostgREST's pool, of whoever looks, and the three that Postgres keeps for its superuser. */
const otherConnections = 10 + 7 + 3;

/** What so many reticulums and one PostgREST take at the most; Postgres' own default at the least. */
const connectionsFor = (reticulums: number): number =>
  Math.max(100, reticulums * (connectionsOf.pool + connectionsOf.more) + otherConnections);

/** Metaton's own Postgres, or the checks that the user's own one is fit. */
export const postgres = defineService({
  name: 'postgres',
  summary: 'Database of accounts, rooms and scenes',
  eras: [],
  ports: {
    sql: {
      number: 5432,
      fixedBecause: 'reticulum connects to port 5432 only',
      ifTaken:
        'If it is a Postgres, use that one: set database.url in metaton.yaml to postgres://postgres:postgres@127.0.0.1:5432/ret_dev.',
      protocol: 'postgres',
    },
  },
  needs: [],
  provide: (values) => {
    const build = otherBuild(values);
    if (!build) return [];
    const { name, major, into } = build;
    const { node, isOffline } = values;
    const version = otherBuilds[major] ?? major;
    return [
      {
        title: `Get Postgres ${major}, which fits PostgREST ${choosePostgrest(values).meant}`,
        action: { kind: 'provide-package', wish: { name, version, into, node, isOffline, service: 'postgres' } },
      },
    ];
  },
  prepare: (values) =>
    values.database.isEmbedded
      ? [
          {
            title: 'Prepare the database cluster',
            action: {
              kind: 'prepare-cluster',
              cluster: `${values.state}/postgres`,
              password: values.database.password,
              build: buildOf(values),
            },
          },
        ]
      : [],
  launch: (values) =>
    values.database.isEmbedded
      ? { kind: 'postgres', cluster: `${values.state}/postgres`, build: buildOf(values) }
      : undefined,
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
  container: postgresContainer,
  urls: ({ database: { host, port, name } }) => [{ label: 'database', url: `postgres://${host}:${port}/${name}` }],
  // SIGINT is Postgres' fast shutdown; SIGTERM would wait for every client to leave.
  stop: { signal: 'SIGINT', graceMs: 10_000 },
});

/** The official image, where the database is not the user's own. */
function postgresContainer({
  database: { isOwn, port, user, name },
  mostCopies,
}: ContainerValues): ContainerSpec | undefined {
  if (!isOwn) return undefined;
  return {
    image: { kind: 'official', name: 'postgres:15.18-bookworm' },
    command: ['postgres', '-c', `max_connections=${connectionsFor(mostCopies)}`],
    environment: {
      POSTGRES_USER: user,
      POSTGRES_DB: name,
      POSTGRES_PASSWORD_FILE: '/run/secrets/database_password',
      PGDATA: '/var/lib/postgresql/data/pgdata',
    },
    secrets: { database_password: { kind: 'database-password' } },
    files: {},
    ports: { sql: port },
    volume: { path: '/var/lib/postgresql/data', gibibytes: 20, isShared: false },
    // That of the image.
    user: 999,
    health: { kind: 'command', command: ['pg_isready', '-h', '127.0.0.1', '-U', user, '-d', name] },
    startsWithinMs: 60_000,
    needs: [],
    callers: { sql: ['reticulum', 'postgrest'] },
    routes: [],
    grows: 'database',
  };
}
