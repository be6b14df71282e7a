/** What of a clone is the user's own, and nowhere else. */
import type { Machine } from '../model/machine.ts';
import { changedFiles, gitAnswer } from './git.ts';

/** In words; nothing where the clone can be made again as it is. `edited` are files that metaton itself has changed, `locked` is the commit that it came at. */
export async function ownWork(
  machine: Machine,
  folder: string,
  edited: readonly string[],
  locked: string | undefined,
): Promise<readonly string[]> {
  // git would answer for the repository that the folder lies in.
  if (!(await machine.files.exists(`${folder}/.git`))) return ['code that metaton has not cloned'];
  const changed = (await changedFiles(machine, folder)).filter((file) => !edited.includes(file));
  const from = locked === undefined ? [] : [locked];
  const commits = await gitAnswer(machine, folder, ['rev-list', 'HEAD', '--branches', '--not', '--remotes', ...from]);
  const stashes = await gitAnswer(machine, folder, ['stash', 'list']);
  return [
    ...changed,
    // Of what git cannot tell, nothing is thought but the worst.
    ...(commits === undefined ? ['commits that git cannot list'] : lines(commits).map((commit) => `commit ${commit}`)),
    ...lines(stashes ?? ''),
  ];
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
