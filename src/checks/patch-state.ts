/** Are the checkouts patched? */
import { defineCheck, isOpen } from '../model/check.ts';
import { patchesNotApplied } from '../model/problems/check.ts';

/** The states come with the ground: planning them is the plan's work. */
export const patchState = defineCheck({
  id: 'patch.state',
  title: 'Patches',
  needs: ['repo.present'],
  look: ({ patches }) => Promise.resolve(patches),
  judge: (patches) => {
    const open = patches.filter(isOpen);
    return open.length === 0
      ? { status: 'pass', note: `${patches.length} applied` }
      : {
          status: 'fail',
          problem: patchesNotApplied(
            open.map(({ service, id, file, state }) => `${service} ${id} (${file}): ${state}`),
          ),
        };
  },
});
