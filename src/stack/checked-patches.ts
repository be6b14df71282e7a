/** The patches of all checkouts of a stack, as they are now. */
import type { CheckedPatch } from '../model/check.ts';
import type { Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { patchStates } from '../plan/plan-patches.ts';
import type { OpenStack } from './open-stack.ts';

/** Services without a checkout have none. */
export function checkedPatches({ services, facts, values }: OpenStack): Result<readonly CheckedPatch[]> {
  const results = services.map((service) => {
    const snapshot = facts.checkouts.get(service.name);
    return { service, states: snapshot && patchStates(service, snapshot, values) };
  });
  const problems = results.flatMap(({ states }) => (states && !states.ok ? states.problems : []));
  const patches = results.flatMap(({ service, states }) =>
    states?.ok ? states.value.map(({ id, file, why, state }) => ({ service: service.name, id, file, why, state })) : [],
  );
  return okUnless(problems, patches);
}
