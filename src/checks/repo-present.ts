/** Is the code of every service there? */
import { defectOf, defineCheck } from '../model/check.ts';
import { checkoutForeign, checkoutMissing } from '../model/problems/config.ts';

/** Looks for the files that tell a repository from any other. */
export const repoPresent = defineCheck({
  id: 'repo.present',
  title: 'Code of the services',
  why: 'Without its code a service cannot be patched, installed or started.',
  look: ({ facts }) => Promise.resolve(facts),
  judge: (facts, { services, values, workspace }) => {
    for (const { name, source } of services) {
      if (!source) continue;
      const folder = values.checkout(name);
      const missing = facts.missingMarks.get(name) ?? [];
      if (!facts.checkouts.has(name)) {
        const url =
          source.kind === 'checkout'
            ? source.repositories[workspace.config.preset].url
            : `the repository of ${source.service}`;
        return defectOf('fail', checkoutMissing(name, folder, url));
      }
      if (missing.length > 0) return defectOf('fail', checkoutForeign(name, folder, missing));
    }
    return { status: 'pass', note: [...facts.checkouts.keys()].join(', ') };
  },
});
