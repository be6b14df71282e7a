/** Problems with what a running stack should have proven. */
import type { Problem } from '../problem.ts';
import type { Verdict } from '../proof.ts';

/** The stack is up, but a proof failed. */
export const proofRefuted = ({ service, claim, seen, known }: Verdict): Problem => ({
  code: 'proof-refuted',
  summary: `${service} was to show that it ${claim}, and did not.`,
  evidence: seen,
  ...(known === undefined ? {} : { known }),
  fixes: [`Look at what it printed: \`metaton logs ${service}\`.`, 'Run `metaton doctor`.'],
  service,
});
