/** `metaton reset`: take away what metaton has made. */
import { dirname } from 'node:path';
import { holdWorkspace } from '../engine/hold-workspace.ts';
import { revertPatches } from '../engine/patch-journal.ts';
import { ownWork } from '../engine/own-work.ts';
import type { Problem, Result } from '../model/problem.ts';
import { ok, okUnless } from '../model/problem.ts';
import { cloneKept } from '../model/problems/reset.ts';
import { trustIncomplete } from '../model/problems/trust.ts';
import type { Session } from '../model/session.ts';
import { userCertificates } from '../plan/stack-values.ts';
import { resetText } from '../report/reset-text.ts';
import { confirm } from '../stack/confirm.ts';
import { type ClonedCode, type ResetList, resetList } from '../stack/reset-list.ts';
import { trustWish } from '../stack/trust-wish.ts';

/** Says all that it would remove, then asks. With `isAll` also settings, clones and what belongs to the user. */
export async function reset(isAll: boolean, session: Session): Promise<Result<void>> {
  const { report, options } = session;
  const listed = await resetList(isAll, session);
  if (!listed.ok) return listed;
  const list = listed.value;
  const isEmpty = [list.patched, list.clones, list.removals].every(({ length }) => length === 0);
  report.text(isEmpty ? 'There is nothing to remove.' : resetText(list));
  const { patched, clones, removals } = list;
  report.document({ kind: 'reset-list', patched, clones, removals });
  if (isEmpty || options.dryRun) return ok(undefined);
  const agreed = await confirm('takes all of that away, and what is in the database is lost', session);
  if (!agreed.ok) return agreed;
  if (list.state === undefined) return takeAway(list, session);
  const held = await holdWorkspace(session.machine, list.state, 'reset');
  if (!held.ok) return held;
  try {
    return await takeAway(list, session);
  } finally {
    await held.value();
  }
}

/** What cannot be made good any more goes last: patches and trust come off while it is known what they are. */
async function takeAway(list: ResetList, session: Session): Promise<Result<void>> {
  const { machine, report } = session;
  const unpatched = await unpatch(list, session);
  if (!unpatched.ok) return unpatched;
  if (list.hasAuthority) {
    const wish = { ...trustWish(session), isDry: false };
    const rows = await machine.trust.untrust(userCertificates(session.installation), wish);
    const others = rows.filter(({ state }) => state !== 'not-trusted');
    if (others.length > 0) return okUnless([trustIncomplete('untrust', others)], undefined);
  }
  const kept: Problem[] = [];
  for (const clone of list.clones) {
    const problem = await removeClone(clone, session);
    if (problem) kept.push(problem);
  }
  if (list.state !== undefined) await machine.database.removeCluster(`${list.state}/postgres`);
  for (const { path } of list.removals) await machine.files.remove(path);
  // Holding the workspace may just have made it.
  if (list.state !== undefined) await machine.files.remove(list.state);
  await sweep(list, session);
  if (kept.length === 0) report.text('All of it is gone.');
  report.document({ kind: 'reset', kept: kept.map(({ service }) => service) });
  return okUnless(kept, undefined);
}

async function unpatch({ patched, state }: ResetList, { machine, report }: Session): Promise<Result<void>> {
  const problems: Problem[] = [];
  if (state === undefined) return ok(undefined);
  for (const { service, checkout } of patched) {
    const outcome = await revertPatches(machine.files, service, checkout, state, { git: machine.processes });
    problems.push(...outcome.problems);
    for (const words of outcome.remarks) report.note(`${service}: ${words}`);
  }
  return okUnless(problems, undefined);
}

/** Looked at once more, now that the patches are off: somebody may have worked there meanwhile, or in a patched file. */
async function removeClone({ service, path, commit }: ClonedCode, { machine }: Session): Promise<Problem | undefined> {
  if (path.endsWith('.partial')) {
    await machine.files.remove(path);
    return undefined;
  }
  const work = await ownWork(machine, path, [], commit);
  if (work.length > 0) return cloneKept(service, path, work);
  await machine.files.remove(path);
  return undefined;
}

/** Folders that hold nothing any more. */
async function sweep({ removals, clones }: ResetList, { machine, installation }: Session): Promise<void> {
  const folders = new Set([...removals, ...clones].map(({ path }) => dirname(path)));
  for (const folder of [...folders, installation.dataFolder]) await machine.files.removeEmptyFolder(folder);
}
