/** Moves a clone of metaton's on to what is new upstream, with its patches off meanwhile. */
import { dirname } from 'node:path';
import type { Machine } from '../model/machine.ts';
import { failed, ok, okUnless, type Problem, type Result } from '../model/problem.ts';
import { gitFailed, updateDirty, updateDiverged, updateFixed } from '../model/problems/source.ts';
import type { PlannedUpdate } from '../model/step.ts';
import { changedFiles, git, gitAnswer, lastWords, problemOf } from './git.ts';
import { recordCommit } from './clone.ts';
import { revertPatches } from './patch-journal.ts';

/** What a clone would be moved over. */
export interface News {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  /** `1a2b3c4 Subject`, the newest first. */
  readonly commits: readonly string[];
}

/** Asks upstream. The clone is as it was, but for what git has fetched. */
export async function lookUpstream(
  machine: Machine,
  service: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<News>> {
  const branch = await gitAnswer(machine, folder, ['symbolic-ref', '--short', 'HEAD']);
  const from = await gitAnswer(machine, folder, ['rev-parse', 'HEAD']);
  if (from === undefined) return failed(gitFailed(service, 'say at which commit it is', folder));
  if (branch === undefined) return failed(updateFixed(service, from.slice(0, 10)));
  const upstream = `refs/remotes/origin/${branch}`;
  const args = ['fetch', '--no-tags', '--no-recurse-submodules', 'origin', `+refs/heads/${branch}:${upstream}`];
  const fetched = await git(machine, folder, args, signal);
  if (fetched.exit.code !== 0) {
    const url = (await gitAnswer(machine, folder, ['config', 'remote.origin.url'])) ?? folder;
    return failed(problemOf(service, url, fetched.output));
  }
  const to = (await gitAnswer(machine, folder, ['rev-parse', upstream])) ?? from;
  // What is already there, and commits of one's own on top of it, is nothing new.
  if ((await gitAnswer(machine, folder, ['merge-base', '--is-ancestor', to, from])) !== undefined)
    return ok({ service, from, to: from, commits: [] });
  if ((await gitAnswer(machine, folder, ['merge-base', '--is-ancestor', from, to])) === undefined)
    return failed(updateDiverged(service, folder, `${from.slice(0, 10)} is not part of origin/${branch}`));
  const commits = (await gitAnswer(machine, folder, ['log', '--format=%h %s', `${from}..${to}`])) ?? '';
  return ok({ service, from, to, commits: commits.split('\n').filter((line) => line !== '') });
}

/** Written down before the first file changes, and taken away when all is done. */
const markOf = (state: string, service: string): string => `${state}/updates/${service}.json`;

/** Whether an update of this service was cut off. */
export const isUnfinished = ({ files }: Machine, state: string, service: string): Promise<boolean> =>
  files.exists(markOf(state, service));

/**
 * Takes the patches off, moves on, and enters it in metaton.lock; the patches come back with the plan that follows. Cut
 * off anywhere, the next run finishes: what it was about is written down before the first file changes.
 */
export async function update(planned: PlannedUpdate, machine: Machine, signal: AbortSignal): Promise<Result<string>> {
  const { service, folder, to, patched, state } = planned;
  const { files } = machine;
  for (const each of patched) {
    const reverted = await revertPatches(files, each.service, each.folder, state);
    const undone = okUnless(reverted.problems, undefined);
    if (!undone.ok) return undone;
  }
  const mark = markOf(state, service);
  const problem = (await files.exists(mark)) ? await tidyUp(planned, machine) : await judgeTree(planned, machine);
  if (problem) return failed(problem);
  await files.makeFolder(dirname(mark), 0o700);
  await files.write(mark, `${JSON.stringify({ to })}\n`, 0o600);
  // Hooks are for the user's own pulls.
  const { exit, output } = await git(
    machine,
    folder,
    ['-c', 'core.hooksPath=/dev/null', 'merge', '--ff-only', to],
    signal,
  );
  if (signal.aborted) return ok('');
  if (exit.code !== 0) return failed(updateDiverged(service, folder, lastWords(output)));
  const recorded = await recordCommit(planned, machine);
  if (!recorded.ok) return recorded;
  await files.remove(mark);
  return ok(`at ${to.slice(0, 10)}`);
}

async function judgeTree({ service, folder }: PlannedUpdate, machine: Machine): Promise<Problem | undefined> {
  const changed = await changedFiles(machine, folder);
  return changed.length === 0 ? undefined : updateDirty(service, folder, changed);
}

/** A git that was killed may have left half a checkout: it is put aside as a stash, so that nothing can be lost with it. */
async function tidyUp({ service, folder }: PlannedUpdate, machine: Machine): Promise<Problem | undefined> {
  const { files } = machine;
  for (const name of await files.list(`${folder}/.git`))
    if (name.endsWith('.lock')) await files.remove(`${folder}/.git/${name}`);
  if ((await changedFiles(machine, folder)).length === 0) return undefined;
  const { exit, output } = await git(machine, folder, [
    ...['-c', 'user.name=metaton', '-c', 'user.email=metaton@localhost', '-c', 'core.hooksPath=/dev/null'],
    ...['stash', 'push', '--include-untracked', '--message', 'What an interrupted metaton update left'],
  ]);
  return exit.code === 0
    ? undefined
    : gitFailed(service, 'put aside what an interrupted update left', lastWords(output));
}
