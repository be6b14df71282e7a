/** Problems with the commands that work on the database: snapshots, consoles, resets. */
import type { Problem } from '../problem.ts';

/** There is no cluster yet. */
export const databaseNotSetUp = (): Problem => ({
  code: 'database-not-set-up',
  summary: 'This workspace has no database yet.',
  fixes: ['Run `metaton db setup`, or `metaton init`, which does that and all else.'],
  service: 'postgres',
});

/** Data cannot be put in the place of others that are in use. */
export const databaseInUse = (runner: { readonly pid: number }): Problem => ({
  code: 'database-in-use',
  summary: 'The services of this workspace are running, and use the database.',
  evidence: `pid ${runner.pid} runs them`,
  fixes: ['Run `metaton down`, then the same command again.'],
  service: 'postgres',
});

/** Without a person to ask, what loses data needs --yes. */
export const notConfirmed = (what: string): Problem => ({
  code: 'not-confirmed',
  summary: `Nothing was done: ${what}, and nobody said yes to that.`,
  fixes: ['Run the same command with `--yes`.'],
});

/** A name that cannot be a file's. */
export const snapshotNameInvalid = (name: string): Problem => ({
  code: 'snapshot-name-invalid',
  summary: `A snapshot cannot be called ${name}.`,
  fixes: ['Use letters, digits, dots, dashes and underscores, 64 at most, and begin with a letter or a digit.'],
  isUsage: true,
});

/** A snapshot of that name is there. */
export const snapshotExists = (name: string): Problem => ({
  code: 'snapshot-exists',
  summary: `There is a snapshot ${name} already.`,
  fixes: ['Use another name.', `Remove it with \`metaton db snapshot ${name} --remove\`.`],
});

/** No snapshot of that name. */
export const snapshotMissing = (name: string, names: readonly string[]): Problem => ({
  code: 'snapshot-missing',
  summary: `There is no snapshot ${name}.`,
  evidence: names.length === 0 ? 'there are none at all' : `there are ${names.join(', ')}`,
  fixes: ['`metaton db snapshot` without a name shows all.'],
  isUsage: true,
});

/** A snapshot that was made of another kind of database, or another major version. */
export const snapshotUnfit = (name: string, why: string): Problem => ({
  code: 'snapshot-unfit',
  summary: `The snapshot ${name} cannot be put into this database.`,
  evidence: why,
  fixes: ['Use the settings that it was made with: database.url and postgrest.version in metaton.yaml.'],
  service: 'postgres',
});

/** A statement that the server refused, where nobody is there to try another. */
export const sqlRefused = (words: string): Problem => ({
  code: 'sql-refused',
  summary: 'Postgres refused a statement; those after it were not run.',
  evidence: words,
  fixes: ['Mend the statement. `\\d` and `\\dt *.*` show what there is.'],
});

/** psql did not end well. */
export const psqlFailed = (code: number | undefined): Problem => ({
  code: 'psql-failed',
  summary: `psql ended with ${code === undefined ? 'a signal' : `code ${code}`}.`,
  fixes: ['See what it printed above.', 'Use the console of metaton itself: `metaton db psql --builtin`.'],
});
