/** The patches of all checkouts of a stack, as they are now. */
import type { CheckedPatch } from '../model/check.ts';
import type { CheckoutSnapshot, RecordedFiles } from '../model/patch.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { type PatchState, patchStates } from '../plan/plan-patches.ts';
import type { OpenStack } from './open-stack.ts';

/** The patches, and why some of them cannot be put in. */
export interface CheckedPatches {
  readonly patches: readonly CheckedPatch[];
  readonly conflicts: readonly Problem[];
}

/** The patches of the checkouts whose code is known, and Problems of the others. Services without a checkout have none. */
export const lookAtPatches = (stack: OpenStack): CheckedPatches & { readonly problems: readonly Problem[] } =>
  statesOf(stack, ({ name }, snapshot) => [snapshot, stack.facts.recorded.get(name)]);

/** All of them. Fails where a checkout is of no known era. */
export const checkedPatches = (stack: OpenStack): Result<CheckedPatches> => allOf(lookAtPatches(stack));

/** What the patches were put into, so that they can be told from what is there now: each by the lines that it brought. */
export const putInPatches = (stack: OpenStack): Result<CheckedPatches> =>
  allOf(
    statesOf(stack, ({ name }, { root, text }) => {
      const recorded = stack.facts.recorded.get(name);
      const pristine = (file: string): string | undefined => {
        const known = recorded?.get(file);
        return known ? known.pristine : text(file);
      };
      return [{ root, text: pristine }, undefined];
    }),
  );

const allOf = ({ problems, ...found }: ReturnType<typeof lookAtPatches>): Result<CheckedPatches> =>
  okUnless(problems, found);

function statesOf(
  { services, facts, values }: OpenStack,
  see: (
    service: ServiceDefinition,
    snapshot: CheckoutSnapshot,
  ) => readonly [CheckoutSnapshot, RecordedFiles | undefined],
): ReturnType<typeof lookAtPatches> {
  const results = services.map((service) => {
    const snapshot = facts.checkouts.get(service.name);
    if (!snapshot) return { service, states: undefined };
    const [seen, recorded] = see(service, snapshot);
    return { service, states: patchStates(service, seen, values, recorded) };
  });
  const problems = results.flatMap(({ states }) => (states && !states.ok ? states.problems : []));
  const states = results.flatMap(({ service, states }) =>
    states?.ok ? states.value.map((state) => ({ service: service.name, state })) : [],
  );
  return {
    patches: states.map(({ service, state }) => checked(service, state)),
    conflicts: [...new Set(states.flatMap(({ state }) => state.problem ?? []))],
    problems,
  };
}

const checked = (service: string, { problem: _, ...state }: PatchState): CheckedPatch => ({ service, ...state });
