/** PostgREST: the database over HTTP, for the admin panel; reached through reticulum only. */
import type { Proof } from '../model/proof.ts';
import type { ContainerSpec, ContainerValues } from '../model/container.ts';
import { defineService } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import { programOf } from '../model/tool.ts';
import type { TokenRequest } from '../model/token.ts';
import { databaseHost } from './shared/database-host.ts';
import { superuserUrl } from './shared/database-url.ts';
import { choosePostgrest, postgrestObstacles, standInRemarks } from './shared/postgrest-choice.ts';
import { isOlder, releasesUrl } from './shared/postgrest-releases.ts';

/** Where metaton writes its settings. */
const settingsFolder = ({ state }: StackValues): string => `${state}/postgrest`;

/** A token as reticulum mints them for an admin. */
const adminToken = ({ permsKey }: StackValues): TokenRequest => ({
  key: { file: permsKey.privatePem },
  claims: { aud: 'ret_perms', postgrest_role: 'ret_admin' },
});

/** The one table every admin reads. */
const accountsUrl = ({ port }: StackValues): string => `http://localhost:${port('postgrest')}/accounts`;

/** Whoever is let through gets them as a list. */
const readsAccounts = (
  values: StackValues,
  claim: string,
  token: TokenRequest | undefined,
  expectStatus: number,
): Proof => ({ claim, kind: 'http', url: accountsUrl(values), token, expectStatus });

/** 16.0 and 16.1 take only the newer path; all before know only the older. */
const roleClaimKey = (version: string): string => (isOlder(version, '16.0') ? '.postgrest_role' : '$.postgrest_role');

/** Before 10 there is no admin server, and its setting would be unknown. */
const adminPort = (version: string, { port }: StackValues): string =>
  isOlder(version, '10.0') ? '' : `admin-server-port = ${port('postgrest', 'admin')}`;

/** A least-privilege user of the database: with the superuser any role claim would be obeyed. */
const databaseUrl = ({ database: { host, port, name } }: StackValues): string =>
  `postgres://postgrest_authenticator:password@${host}:${port}/${name}`;

/** The settings for one version. */
function settings(version: string, values: StackValues): string {
  const texts: Readonly<Record<string, string>> = {
    databaseUrl: databaseUrl(values),
    jwk: values.permsKey.jwk,
    roleClaimKey: roleClaimKey(version),
    port: String(values.port('postgrest')),
    adminPort: adminPort(version, values),
  };
  return values.template('reticulum.conf').replace(/\{\{(\w+)\}\}/g, (_, name: string) => texts[name] ?? '');
}

/** For what is there, and for what is meant where that has come to be there by then. */
function settingsTexts(values: StackValues): { text: string; instead?: { ifThere: string; text: string } } {
  const { meant, found, release } = choosePostgrest(values);
  const text = settings(found?.version ?? meant, values);
  if (!release || found?.version === meant) return { text };
  return { text, instead: { ifThere: programOf(release, values.state), text: settings(meant, values) } };
}

/** Mirrors have the same folders and names. */
const fromMirror = (url: string, mirror: string | undefined): string =>
  mirror === undefined ? url : mirror.replace(/\/+$/, '') + url.slice(releasesUrl.length);

/** Asked one after the other: before the first, the table that the second looks at is not there, and asking would be an error. */
const questions = ({ lastMigration }: StackValues): readonly string[] => [
  `select (to_regclass('ret0.schema_migrations') is not null)::text`,
  ...(lastMigration === undefined
    ? []
    : [`select coalesce(bool_or(version = ${lastMigration}), false)::text from ret0.schema_migrations`]),
  `select (to_regclass('ret0_admin.accounts') is not null)::text`,
];

/** PostgREST with settings of our own. */
export const postgrest = defineService({
  name: 'postgrest',
  summary: 'REST over the database, for the admin panel',
  eras: [],
  ports: {
    http: { number: 3000, fixedBecause: 'reticulum asks for it on port 3000 only', protocol: 'http' },
    admin: { number: 3001, protocol: 'http' },
  },
  needs: [
    { service: 'certificates', until: 'completed' },
    { service: 'postgres', until: 'ready' },
    { service: 'reticulum', until: 'started' },
  ],
  refusals: (values) => {
    const { refusal } = choosePostgrest(values);
    return refusal ? [refusal] : [];
  },
  obstacles: postgrestObstacles,
  remarks: standInRemarks,
  provide: (values) => {
    const { release, found, meant } = choosePostgrest(values);
    if (!release) return [];
    const { postgrest: wishes, state, workspace, isOffline } = values;
    const isOther = found !== undefined && found.version !== meant;
    const standIn = isOther ? `PostgREST ${found.version}, which came with metaton,` : undefined;
    return [
      {
        title: `Get PostgREST ${meant}`,
        action: {
          kind: 'provide-tool',
          wish: { release, from: fromMirror(release.url, wishes.mirror), workspace, state, isOffline, standIn },
        },
      },
    ];
  },
  prepare: (values) => [
    {
      title: 'Make the folder for the settings of PostgREST',
      action: { kind: 'make-folder', path: settingsFolder(values), mode: 0o700 },
    },
    {
      title: 'Write reticulum.conf for PostgREST',
      action: {
        kind: 'write-file',
        path: `${settingsFolder(values)}/reticulum.conf`,
        ...settingsTexts(values),
        mode: 0o600,
      },
    },
  ],
  // Before the migrations its user does not even exist, and it would end at once.
  gate: (values) => ({
    probes: questions(values).map((query) => ({ kind: 'sql', url: superuserUrl(values), query, expect: 'true' })),
    withinMs: 600_000,
  }),
  scrub: ['PGRST_*', 'PG*'],
  launch: (values) => {
    const { found } = choosePostgrest(values);
    const cwd = settingsFolder(values);
    return found && { kind: 'command', command: { program: found.program, args: [`${cwd}/reticulum.conf`], cwd } };
  },
  readiness: (values) => ({
    probes: [{ kind: 'http', url: accountsUrl(values), expectStatus: [200], token: adminToken(values) }],
    withinMs: 60_000,
  }),
  // It reads the schema once: after new migrations it would not know the new tables.
  renewal: (values) => ({
    after: 'reticulum',
    url: superuserUrl(values),
    query: 'select max(version)::text from ret0.schema_migrations',
  }),
  container: postgrestContainer,
  urls: ({ port }) => [{ label: 'admin API', url: `http://127.0.0.1:${port('postgrest')}` }],
  proofs: (values) => [
    readsAccounts(values, 'accepts our perms token', adminToken(values), 200),
    readsAccounts(values, 'refuses a forged token', { ...adminToken(values), key: 'forged' }, 401),
    readsAccounts(values, 'refuses an expired token', { ...adminToken(values), ageSeconds: 600 }, 401),
    readsAccounts(
      values,
      'refuses a token for another audience',
      { ...adminToken(values), claims: { aud: 'another', postgrest_role: 'ret_admin' } },
      401,
    ),
    readsAccounts(values, 'refuses anonymous', undefined, 401),
  ],
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
});

/** The official image; it takes its settings from variables, and what is secret from files. */
function postgrestContainer(values: ContainerValues): ContainerSpec {
  const {
    database,
    postgrest: { version },
  } = values;
  return {
    image: { kind: 'official', name: `postgrest/postgrest:v${version}` },
    environment: {
      PGRST_DB_URI: '@/run/secrets/postgrest_database_url',
      PGRST_DB_SCHEMAS: 'ret0_admin',
      PGRST_DB_ANON_ROLE: 'postgrest_anonymous',
      PGRST_JWT_SECRET: '@/run/secrets/reticulum_jwk',
      PGRST_JWT_AUD: 'ret_perms',
      PGRST_JWT_ROLE_CLAIM_KEY: roleClaimKey(version),
      PGRST_SERVER_PORT: '3000',
      ...(isOlder(version, '10.0') ? {} : { PGRST_ADMIN_SERVER_PORT: '3001' }),
    },
    secrets: {
      postgrest_database_url: {
        kind: 'text',
        text: `postgres://postgrest_authenticator:{postgrest_password}@${databaseHost(values)}:${database.port}/${database.name}`,
      },
      reticulum_jwk: { kind: 'perms', file: 'reticulum-jwk.json' },
    },
    files: {},
    ports: { http: 3000, ...(isOlder(version, '10.0') ? {} : { admin: 3001 }) },
    user: 1000,
    // The image has no shell and no program but this one.
    ...(isOlder(version, '14.0') ? {} : { health: { kind: 'command', command: ['postgrest', '--ready'] } }),
    startsWithinMs: 60_000,
    // Before the migrations its user does not exist, and it would end at once.
    needs: ['reticulum'],
    callers: { http: ['reticulum'] },
    routes: [],
    grows: 'little',
  };
}
