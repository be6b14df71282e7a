/** `metaton db reset`: a new, empty database in the place of the one that is there. */
import { ok, type Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { confirm } from '../stack/confirm.ts';
import type { OpenStack } from '../stack/open-stack.ts';
import { clusterOf, openDatabase, refuseWhileUsed, urlOf } from '../stack/with-database.ts';

/** Accounts, rooms and scenes are lost, hence the question; snapshots stay. */
export async function dbReset(session: Session): Promise<Result<void>> {
  const stack = await openDatabase(session);
  if (!stack.ok) return stack;
  const { report, options } = session;
  const refused = refuseWhileUsed(stack.value);
  if (refused) return refused;
  const { isEmbedded, name, host } = stack.value.values.database;
  const what = `removes ${isEmbedded ? 'the embedded database' : `the database ${name} at ${host}`} with all that is in it`;
  if (options.dryRun) {
    report.text(`${what.replace('removes', 'Would remove')}.`);
    report.document({ would: 'reset' });
    return ok(undefined);
  }
  const agreed = await confirm(what, session);
  if (!agreed.ok) return agreed;
  await (isEmbedded ? removeCluster(stack.value, session) : emptyDatabase(stack.value, session));
  report.document({ reset: name });
  report.text('The database is gone. The next `metaton up` begins with a new one.');
  return ok(undefined);
}

const removeCluster = (stack: OpenStack, { machine }: Session): Promise<void> =>
  machine.database.removeCluster(clusterOf(stack).folder);

async function emptyDatabase(stack: OpenStack, { machine: { database } }: Session): Promise<void> {
  const { name } = stack.values.database;
  await database.query(urlOf(stack, 'postgres'), `DROP DATABASE IF EXISTS ${name}`);
  await database.ensureDatabase(urlOf(stack, 'postgres'), name);
}
