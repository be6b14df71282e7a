/** Are the checkouts patched? */
import { defectOf, defineCheck, isOpen } from '../model/check.ts';
import { patchesNotApplied } from '../model/problems/check.ts';

/** The states come with the ground: planning them is the plan's work. */
export const patchState = defineCheck({
  id: 'patch.state',
  title: 'Patches',
  why: 'Unpatched code asks for names that need an entry in the hosts file, and for servers that are gone.',
  needs: ['repo.present'],
  look: ({ patches, patchProblems }) => Promise.resolve({ patches, problem: patchProblems[0] }),
  judge: ({ patches, problem }) => {
    if (problem) return defectOf('fail', problem);
    const open = patches.filter(isOpen);
    return open.length === 0
      ? { status: 'pass', note: `${patches.length} applied` }
      : defectOf(
          'fail',
          patchesNotApplied(open.map(({ service, id, file, state }) => `${service} ${id} (${file}): ${state}`)),
          {
            command: 'metaton patch',
            // What stands where a patch would go is a person's to judge.
            ...(open.some(({ state }) => state === 'conflict')
              ? {}
              : {
                  mend: {
                    kind: 'prepare',
                    services: [...new Set(open.map(({ service }) => service))],
                    only: ['apply-patches'],
                  },
                }),
          },
        );
  },
});
