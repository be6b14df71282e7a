/** Brings a service's code: a clone that is there whole or not at all, and goes on where it was cut off. */
import { dirname } from 'node:path';
import type { Machine } from '../model/machine.ts';
import { failed, ok, type Problems, type Result } from '../model/problem.ts';
import { gitFailed, offlineMissing, refMissing, repositoryForeign } from '../model/problems/source.ts';
import type { PlannedClone } from '../model/step.ts';
import { git, gitAnswer, lastWords, problemOf, resolveRepository, type Target } from './git.ts';
import { changeLock, withEntry } from './lock-file.ts';
import type { Progress } from './progress.ts';

/** Says what was fetched and checked out, so that neither is done again. */
const fetchedRef = 'refs/metaton/fetched';

/** Clones into a folder beside the one that is wanted, and gives it its name when all is there. Answers the commit. */
export async function clone(
  planned: PlannedClone,
  machine: Machine,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<string>> {
  const { service, repository, folder } = planned;
  if (planned.isOffline && !repository.url.startsWith('file:'))
    return failed(offlineMissing(service, `The code of ${service}`));
  const ref = planned.commit ?? repository.ref;
  const target = await resolveRepository(machine, service, { url: repository.url, ref }, signal);
  if (!target.ok) return target;
  // A branch that the settings name stays the branch, whichever of its commits is locked.
  const branch =
    planned.commit === undefined || repository.ref === undefined
      ? target.value.branch
      : await branchOf(planned, machine, signal);
  const partial = `${dirname(folder)}/.${service}.partial`;
  const work = { ...planned, partial, target: { ...target.value, branch }, machine, progress, signal };
  for (const stage of [begin, fetchCommit, checkOut, judge]) {
    const problems = await stage(work);
    // What was cut off says nothing, and goes on the next time.
    if (signal.aborted) return ok(target.value.commit);
    if (problems) return { ok: false, problems };
  }
  await git(machine, partial, ['update-ref', '-d', fetchedRef]);
  await machine.files.rename(partial, folder);
  return ok(target.value.commit);
}

/** Enters a clone in metaton.lock, at the commit that it is at, unless it is there. Answers whether it was not. */
export async function recordCommit(
  { service, folder, repository, workspace }: Pick<PlannedClone, 'service' | 'folder' | 'repository' | 'workspace'>,
  machine: Machine,
): Promise<Result<boolean>> {
  const commit = await gitAnswer(machine, folder, ['rev-parse', 'HEAD']);
  if (commit === undefined) return failed(gitFailed(service, 'say at which commit it is', folder));
  const entry = { repository: repository.url, commit };
  return ok(await changeLock(machine.files, workspace, (lock) => withEntry(lock, ['services', service], entry)));
}

interface CloneWork extends PlannedClone {
  readonly partial: string;
  readonly target: Target;
  readonly machine: Machine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

type Stage = (work: CloneWork) => Promise<Problems | undefined>;

async function branchOf(
  { service, repository }: PlannedClone,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const named = await resolveRepository(machine, service, repository, signal);
  return named.ok ? named.value.branch : undefined;
}

/** An empty repository that knows where it comes from; what an interrupted run has fetched from there stays. */
const begin: Stage = async ({ service, repository, partial, target, machine }) => {
  const { files } = machine;
  const from = await gitAnswer(machine, '/', ['-C', partial, 'config', '--local', 'remote.origin.url']);
  if (from !== repository.url) {
    await files.remove(partial);
    await files.makeFolder(partial);
    const { branch } = target;
    for (const args of [
      ['init', '--quiet', '.'],
      ['symbolic-ref', 'HEAD', `refs/heads/${branch ?? 'main'}`],
      ['remote', 'add', ...(branch === undefined ? [] : ['-t', branch]), 'origin', repository.url],
    ]) {
      const { exit, output } = await git(machine, partial, args);
      if (exit.code !== 0) return [gitFailed(service, 'begin a repository', lastWords(output))];
    }
  }
  // Of a git that was killed; nobody else is at work here.
  for (const name of await files.list(`${partial}/.git`))
    if (name.endsWith('.lock')) await files.remove(`${partial}/.git/${name}`);
  return undefined;
};

/**
 * One commit and what it needs, no history: less than half the time and bytes of `--filter=blob:none`, which also asks
 * the server again for every file (docs/decisions/0007-shallow-clones.md).
 */
const fetchCommit: Stage = async ({ service, repository, partial, target, machine, progress, signal }) => {
  const { commit, branch } = target;
  if ((await gitAnswer(machine, partial, ['rev-parse', '--verify', '--quiet', fetchedRef])) === commit)
    return undefined;
  const args = ['fetch', '--progress', '--depth=1', '--no-tags', '--no-recurse-submodules', 'origin', commit];
  const { exit, output } = await git(machine, partial, args, signal, percentOf(progress));
  if (exit.code !== 0) {
    if (/not our ref|couldn't find remote ref|no such remote ref|unadvertised object/i.test(output))
      return [refMissing(service, repository.url, commit)];
    return [problemOf(service, repository.url, output)];
  }
  await git(machine, partial, ['update-ref', fetchedRef, commit]);
  if (branch !== undefined) await git(machine, partial, ['update-ref', `refs/remotes/origin/${branch}`, commit]);
  return undefined;
};

const checkOut: Stage = async ({ service, partial, target, machine, progress, signal }) => {
  const { commit, branch } = target;
  const where = branch === undefined ? ['--detach', commit] : ['-B', branch, commit];
  const { exit, output } = await git(
    machine,
    partial,
    ['checkout', '--progress', '--force', ...where],
    signal,
    percentOf(progress),
  );
  if (exit.code !== 0) return [gitFailed(service, `check out ${commit}`, lastWords(output))];
  if (branch === undefined) return undefined;
  await git(machine, partial, ['config', `branch.${branch}.remote`, 'origin']);
  await git(machine, partial, ['config', `branch.${branch}.merge`, `refs/heads/${branch}`]);
  return undefined;
};

/** What is not the service's code never gets the service's name. */
const judge: Stage = async ({ service, repository, partial, marks, machine: { files } }) => {
  const there = await Promise.all(marks.map((mark) => files.exists(`${partial}/${mark}`)));
  const missing = marks.filter((_, index) => there[index] !== true);
  if (missing.length === 0) return undefined;
  await files.remove(partial);
  return [repositoryForeign(service, repository.url, missing)];
};

/** git counts several things one after the other: receiving is most of the time, and told with its size. */
const percentOf =
  (progress: Progress) =>
  (text: string): void => {
    const lines = [
      ...text.matchAll(/(Receiving objects|Resolving deltas|Updating files):\s+(\d+)% \(\d+\/\d+\)([^\r\n]*)/g),
    ];
    const [, what, percent, more = ''] = lines.at(-1) ?? [];
    if (what !== undefined) progress(Number(percent) / 100, `${what} ${percent}%${more.replace(/, done\.$/, '')}`);
  };
