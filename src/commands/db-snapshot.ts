/** `metaton db snapshot` and `restore`: the database as it is, kept under a name and brought back. */
import { ok, type Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { table } from '../report/table.ts';
import { confirm } from '../stack/confirm.ts';
import type { OpenStack } from '../stack/open-stack.ts';
import {
  findSnapshot,
  listSnapshots,
  removeSnapshot,
  restoreSnapshot,
  type Snapshot,
  takeSnapshot,
} from '../stack/snapshots.ts';
import { openDatabase, refuseWhileUsed } from '../stack/with-database.ts';

/** Without a name all are listed. The stack may run, and goes on meanwhile. */
export async function dbSnapshot(
  { name, remove }: { readonly name: string | undefined; readonly remove: boolean },
  session: Session,
): Promise<Result<void>> {
  const stack = await openDatabase(session);
  if (!stack.ok) return stack;
  if (name === undefined) return list(stack.value, session);
  if (remove) return removeNamed(name, stack.value, session);
  if (session.options.dryRun) return say(`Would take the snapshot ${name}.`, session);
  const taken = await takeSnapshot(name, stack.value, session);
  if (!taken.ok) return taken;
  session.report.document({ snapshot: taken.value });
  session.report.text(`Snapshot ${name} taken: ${sizeOf(taken.value)}. metaton db restore ${name} brings it back.`);
  return ok(undefined);
}

/** What is there is lost, hence the question; the stack must be down. */
export async function dbRestore(name: string, session: Session): Promise<Result<void>> {
  const stack = await openDatabase(session);
  if (!stack.ok) return stack;
  const snapshot = await findSnapshot(name, stack.value, session);
  if (!snapshot.ok) return snapshot;
  const refused = refuseWhileUsed(stack.value);
  if (refused) return refused;
  const what = `puts the snapshot ${name} of ${when(snapshot.value)} in the place of the whole database`;
  if (session.options.dryRun) return say(`${what.replace('puts', 'Would put')}.`, session);
  const agreed = await confirm(what, session);
  if (!agreed.ok) return agreed;
  const restored = await restoreSnapshot(snapshot.value, stack.value, session);
  if (!restored.ok) return restored;
  session.report.document({ restored: snapshot.value });
  session.report.text(`The database is as it was ${when(snapshot.value)}.`);
  return ok(undefined);
}

async function list(stack: OpenStack, session: Session): Promise<Result<void>> {
  const snapshots = await listSnapshots(stack, session);
  const rows = snapshots.map((snapshot) => [
    snapshot.name,
    when(snapshot),
    sizeOf(snapshot),
    snapshot.major === undefined ? 'dump' : `Postgres ${snapshot.major}`,
    snapshot.commit?.slice(0, 10) ?? '-',
  ]);
  session.report.document({ snapshots });
  session.report.text(
    rows.length === 0
      ? 'There are no snapshots.'
      : table([['name', 'taken', 'size', 'of', 'reticulum'], ...rows]).join('\n'),
  );
  return ok(undefined);
}

async function removeNamed(name: string, stack: OpenStack, session: Session): Promise<Result<void>> {
  const snapshot = await findSnapshot(name, stack, session);
  if (!snapshot.ok) return snapshot;
  if (session.options.dryRun) return say(`Would remove the snapshot ${name}.`, session);
  const agreed = await confirm(`removes the snapshot ${name} of ${when(snapshot.value)}`, session);
  if (!agreed.ok) return agreed;
  await removeSnapshot(snapshot.value, stack, session);
  session.report.document({ removed: name });
  session.report.text(`Snapshot ${name} removed.`);
  return ok(undefined);
}

function say(words: string, { report }: Session): Result<void> {
  report.text(words);
  report.document({ would: words });
  return ok(undefined);
}

const when = ({ takenAt }: Snapshot): string => new Date(takenAt).toISOString().slice(0, 16).replace('T', ' ');

const sizeOf = ({ bytes }: Snapshot): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
