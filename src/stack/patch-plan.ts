/** Parts of a plan. */
import type { Plan, PlannedPatches, Step } from '../model/step.ts';

/** The wanted steps, and those that they wait for. */
export function planPart({ steps, notices }: Plan, isWanted: (step: Step) => boolean): Plan {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const wanted = new Set<string>();
  const add = (step: Step | undefined): void => {
    if (!step || wanted.has(step.id)) return;
    wanted.add(step.id);
    for (const id of step.after) add(byId.get(id));
  };
  for (const step of steps) if (isWanted(step)) add(step);
  return { steps: steps.filter(({ id }) => wanted.has(id)), notices };
}

/** The part that is about patches. */
export const patchPlan = (plan: Plan): Plan => planPart(plan, ({ action }) => action.kind === 'apply-patches');

/** The edits in a plan. */
export const plannedPatches = ({ steps }: Plan): readonly PlannedPatches[] =>
  steps.flatMap(({ action }) => (action.kind === 'apply-patches' ? [action.patches] : []));
