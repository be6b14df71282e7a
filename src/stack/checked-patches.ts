/** The patches of all checkouts of a stack, as they are now. */
import type { CheckedPatch } from '../model/check.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { patchStates } from '../plan/plan-patches.ts';
import type { OpenStack } from './open-stack.ts';

/** Of the checkouts whose code is known what there is to patch, and Problems of the others. Services without a checkout have none. */
export function lookAtPatches({ services, facts, values }: OpenStack): {
  readonly patches: readonly CheckedPatch[];
  readonly problems: readonly Problem[];
} {
  const results = services.map((service) => {
    const snapshot = facts.checkouts.get(service.name);
    return { service, states: snapshot && patchStates(service, snapshot, values) };
  });
  const problems = results.flatMap(({ states }) => (states && !states.ok ? states.problems : []));
  const patches = results.flatMap(({ service, states }) =>
    states?.ok ? states.value.map(({ id, file, why, state }) => ({ service: service.name, id, file, why, state })) : [],
  );
  return { patches, problems };
}

/** All of them, or what keeps some from being told. */
export function checkedPatches(stack: OpenStack): Result<readonly CheckedPatch[]> {
  const { patches, problems } = lookAtPatches(stack);
  return okUnless(problems, patches);
}
