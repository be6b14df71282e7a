/** Is git there? */
import { defineMachineCheck } from '../model/check.ts';
import { answerOf, installFix, packageManager } from './shared/programs.ts';

/** Any git will do. */
export const toolGit = defineMachineCheck({
  id: 'tool.git',
  title: 'git',
  why: 'The code of the services, and some of their dependencies, are fetched with it.',
  look: async (ground) => ({
    version: await answerOf(ground, 'git', ['--version']),
    manager: await packageManager(ground),
  }),
  judge: ({ version, manager }) =>
    version === undefined
      ? {
          status: 'fail',
          summary: 'git is not to be found.',
          fix: installFix('Install git.', manager, { others: 'git' }),
        }
      : { status: 'pass', note: version.replace('git version ', '') },
});
