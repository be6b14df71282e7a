/** Questions to git about one repository, with nothing of the user's surroundings in the way. */
import type { Machine } from '../model/machine.ts';

/** What git is asked with. */
export type Git = Pick<Machine['processes'], 'run'>;

/** It takes a few milliseconds; a disk that sleeps takes longer, ms. */
const answerWithinMs = 10_000;

/** What git says; `undefined` where it fails, says no, or is not there. */
export async function askGit(git: Git, folder: string, args: readonly string[]): Promise<string | undefined> {
  const command = {
    program: 'git',
    args: ['-C', folder, ...args],
    cwd: folder,
    env: {},
    path: [],
    // Inside a hook of another repository they would name that one.
    scrub: ['GIT_*'],
  };
  const { exit, output } = await git.run(command, answerWithinMs).catch(() => ({ exit: undefined, output: '' }));
  return exit?.code === 0 ? output : undefined;
}
