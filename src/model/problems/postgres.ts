/** Problems with Postgres: the server that metaton runs, the folder of its data, and the SQL asked of any server. */
import type { Problem } from '../problem.ts';

/** Sends the user to a server of their own, in the words of metaton.yaml. */
const useYourOwn =
  'Set database.url in metaton.yaml to a Postgres of your own, e.g. postgres://postgres:postgres@127.0.0.1:5432/ret_dev.';

/** There is no embedded Postgres for this platform, or its optional package was not installed. */
export const postgresUnavailable = (platform: string, packageName: string | undefined): Problem => ({
  code: 'postgres-unavailable',
  summary: `metaton has no Postgres of its own for ${platform}.`,
  evidence: packageName === undefined ? 'no package exists for it' : `the package ${packageName} is not installed`,
  fixes:
    packageName === undefined
      ? [useYourOwn]
      : ['Install metaton again without leaving out optional dependencies (no --omit=optional).', useYourOwn],
  service: 'postgres',
});

/** One of Postgres' own programs could not be started at all. */
export const postgresProgramUnusable = (program: string, cause: unknown): Problem => ({
  code: 'postgres-program-unusable',
  summary: `The program ${program} of the embedded Postgres cannot be started.`,
  evidence: wordsOf(cause),
  fixes: [
    'See that the folder is not on a file system mounted noexec, and that the system is built on glibc (not musl, as Alpine is).',
    useYourOwn,
  ],
  service: 'postgres',
  cause,
});

/** `initdb` ran and failed. */
export const clusterNotMade = (folder: string, output: string): Problem => ({
  code: 'postgres-cluster-not-made',
  summary: `Postgres could not make its cluster in ${folder}.`,
  evidence: output.trim() === '' ? 'initdb said nothing' : output.trim(),
  fixes: ['Mend what the last lines name, then run the same command again: nothing half-made is kept.', useYourOwn],
  service: 'postgres',
});

/** The data was written by another major version of Postgres, which this one cannot read. */
export const clusterOfOtherMajor = (data: string, found: string, wanted: string): Problem => ({
  code: 'postgres-other-major',
  summary: `The database in ${data} belongs to Postgres ${found}; metaton runs Postgres ${wanted}.`,
  evidence: `${data}/PG_VERSION says ${found}; nothing was touched`,
  fixes: [
    `To keep the data: dump it with Postgres ${found} (pg_dumpall), move ${data} away, run the same command again and restore the dump.`,
    `To start afresh: move ${data} away, then run the same command again.`,
    'Which major is run follows PostgREST: Postgres 14 for a postgrest.version before 10.1, Postgres 15 for all others.',
  ],
  service: 'postgres',
});

/** Something that is not a cluster stands where the cluster belongs. */
export const notACluster = (data: string, content: string): Problem => ({
  code: 'postgres-not-a-cluster',
  summary: `${data} is not a Postgres cluster, and not empty either.`,
  evidence: `found ${content}; nothing was touched`,
  fixes: [`Move ${data} away, then run the same command again.`],
  service: 'postgres',
});

/** The cluster's data belongs to a user as whom this run cannot act. */
export const clusterOfAnotherUser = (data: string, owner: string): Problem => ({
  code: 'postgres-cluster-of-another-user',
  summary: `The database in ${data} belongs to another user.`,
  evidence: `owner: ${owner}`,
  fixes: [
    'Run the same command as that user, or with sudo.',
    `Or move ${data} away: a new, empty database is made in its place.`,
  ],
  service: 'postgres',
});

/** Postgres refuses to run as root, and there is no other user to run it as. */
export const noUserForPostgres = (): Problem => ({
  code: 'postgres-no-user',
  summary: 'Postgres refuses to run as root, and this system has no other user to run it as.',
  evidence: 'SUDO_UID is not set, and /etc/passwd has neither postgres nor nobody',
  fixes: ['Run metaton as an ordinary user.', useYourOwn],
  service: 'postgres',
});

/** The folder outside the workspace where the data would have to live cannot be used. */
export const locationUnusable = (folder: string, why: string): Problem => ({
  code: 'postgres-location-unusable',
  summary: `The database cannot live in ${folder}.`,
  evidence: why,
  fixes: [`Move ${folder} away, or mend what the line above names.`, 'Run metaton as an ordinary user.', useYourOwn],
  service: 'postgres',
});

/** The record of where the data lives says something that metaton never wrote. */
export const locationUnreadable = (file: string, why: string): Problem => ({
  code: 'postgres-location-unreadable',
  summary: `${file} does not say where the database lives.`,
  evidence: why,
  fixes: [`Move ${file} away, then run the same command again: a new, empty database is made.`],
  service: 'postgres',
});

/** A folder that was to be removed holds things that metaton did not make. */
export const clusterFolderNotOurs = (folder: string, strangers: readonly string[]): Problem => ({
  code: 'postgres-folder-not-ours',
  summary: `${folder} was not removed: it holds what metaton did not make.`,
  evidence: strangers.join(', '),
  fixes: ['Move those away, then run the same command again.'],
  service: 'postgres',
});

/** A server left over from an unclean end does not stop. */
export const leftoverNotStopped = (pid: number, data: string, cause?: unknown): Problem => ({
  code: 'postgres-leftover',
  summary: `A Postgres from an earlier run (pid ${pid}) still runs on ${data} and cannot be stopped.`,
  evidence: cause === undefined ? 'it ignored SIGINT, SIGQUIT and SIGKILL' : wordsOf(cause),
  fixes: [`sudo kill -INT ${pid}`, 'Restart the machine, then run the same command again.'],
  service: 'postgres',
  cause,
});

/** Nothing answers where the database should be. */
export const databaseUnreachable = (server: string, cause: unknown): Problem => ({
  code: 'database-unreachable',
  summary: `No Postgres answers at ${server}.`,
  evidence: wordsOf(cause),
  fixes: ['Start Postgres there, then run the same command again.', 'Correct database.url in metaton.yaml.'],
  service: 'postgres',
  cause,
});

/** The server knows the user but not this password, or knows neither. */
export const databasePasswordWrong = (server: string, user: string, sql: string, cause: unknown): Problem => ({
  code: 'database-password-wrong',
  summary: `Postgres at ${server} does not accept the password of ${user}.`,
  evidence: wordsOf(cause),
  fixes: [
    `As an administrator of that server: ${sql}`,
    ...asSystemUser(server, sql),
    'Correct database.url in metaton.yaml.',
  ],
  service: 'postgres',
  cause,
});

/** The server lets this user in from nowhere, or asks for something else than a password: `pg_hba.conf`, or the role. */
export const databaseLoginRefused = (server: string, user: string, sql: string, cause: unknown): Problem => ({
  code: 'database-login-refused',
  summary: `Postgres at ${server} does not let ${user} in.`,
  evidence: wordsOf(cause),
  fixes: loginFixes(server, user, sql, wordsOf(cause)),
  service: 'postgres',
  cause,
});

/** What an administrator has to do depends on which of its rules the server has named. */
function loginFixes(server: string, user: string, sql: string, words: string): [string, ...string[]] {
  if (words.includes('does not exist')) {
    const create = sql.replace('ALTER USER', 'CREATE USER');
    return [`As an administrator of that server: ${create}`, ...asSystemUser(server, create)];
  }
  if (words.includes('not permitted to log in')) {
    const login = sql.replace(' WITH ', ' WITH LOGIN ');
    return [`As an administrator of that server: ${login}`, ...asSystemUser(server, login)];
  }
  const [, method] = /(\w+) authentication failed/i.exec(words) ?? [];
  const [, from = '127.0.0.1'] = /no pg_hba\.conf entry for host "([^"]+)"/.exec(words) ?? [];
  const line = `host all ${user} ${from}/${from.includes(':') ? '128' : '32'} scram-sha-256`;
  const place = method === undefined ? '' : ` above the line that says ${method.toLowerCase()}`;
  return [
    `Put this line into its pg_hba.conf${place} (SHOW hba_file; says where it is), then run SELECT pg_reload_conf(); ${line}`,
    `And give it a password: ${sql}`,
    ...asSystemUser(server, sql),
  ];
}

/** On this machine the system's own user postgres needs no password: peer authentication. */
const asSystemUser = (server: string, sql: string): readonly string[] =>
  /^(localhost|127\.|\[?::1)/.test(server) ? [`On this machine, most often: sudo -u postgres psql -c "${sql}"`] : [];

/** None of the databases in which the work could be done exists. */
export const databaseMissing = (server: string, name: string, sql: string, cause: unknown): Problem => ({
  code: 'database-missing',
  summary: `Postgres at ${server} has no database ${name}.`,
  evidence: wordsOf(cause),
  fixes: [`As an administrator of that server: ${sql}`, 'Correct database.url in metaton.yaml.'],
  service: 'postgres',
  cause,
});

/** The user may not do what has to be done; an administrator has to. */
export const databaseNotAllowed = (server: string, user: string, sql: string, cause: unknown): Problem => ({
  code: 'database-not-allowed',
  summary: `${user} may not do this on Postgres at ${server}: ${sql}`,
  evidence: wordsOf(cause),
  fixes: [`As an administrator of that server: ${sql}`, ...asSystemUser(server, sql)],
  service: 'postgres',
  cause,
});

/** Postgres answered with an error that metaton has no better words for. */
export const databaseFailed = (server: string, sql: string, cause: unknown): Problem => ({
  code: 'database-failed',
  summary: `Postgres at ${server} refused: ${sql}`,
  evidence: wordsOf(cause),
  fixes: ['Mend what the line above names, then run the same command again.', `Or run it by hand: ${sql}`],
  service: 'postgres',
  cause,
});

const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (cause.message === '') return code ?? cause.name;
  return code === undefined || cause.message.includes(code) ? cause.message : `${cause.message} (${code})`;
};
