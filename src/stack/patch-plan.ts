/** The part of a plan that is about patches. */
import type { Plan, PlannedPatches, Step } from '../model/step.ts';

/** The steps that patch, and those that they wait for. */
export function patchPlan({ steps, notices }: Plan): Plan {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const wanted = new Set<string>();
  const add = (step: Step | undefined): void => {
    if (!step || wanted.has(step.id)) return;
    wanted.add(step.id);
    for (const id of step.after) add(byId.get(id));
  };
  for (const step of steps) if (step.action.kind === 'apply-patches') add(step);
  return { steps: steps.filter(({ id }) => wanted.has(id)), notices };
}

/** The edits in a plan. */
export const plannedPatches = ({ steps }: Plan): readonly PlannedPatches[] =>
  steps.flatMap(({ action }) => (action.kind === 'apply-patches' ? [action.patches] : []));
