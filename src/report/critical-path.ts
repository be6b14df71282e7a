/** The chain of steps that a start had to wait for, one after the other: nothing can make it faster than that. */
import type { Plan, Step } from '../model/step.ts';
import type { StepTimes } from './stack-state.ts';

/** A step on the critical path. */
export interface PathStep {
  readonly step: Step;
  readonly durationMs: number;
}

/** The longest chain through the plan, measured by how long each step took. */
export function criticalPath(plan: Plan, times: ReadonlyMap<string, StepTimes>): readonly PathStep[] {
  const longest = new Map<string, { readonly path: readonly PathStep[]; readonly totalMs: number }>();
  let best: { readonly path: readonly PathStep[]; readonly totalMs: number } = { path: [], totalMs: 0 };
  for (const step of plan.steps) {
    const time = times.get(step.id);
    const durationMs = time?.endedAt === undefined ? 0 : time.endedAt - time.startedAt;
    const before = step.after.flatMap((id) => longest.get(id) ?? []).sort((a, b) => b.totalMs - a.totalMs)[0];
    const chain = {
      path: [...(before?.path ?? []), { step, durationMs }],
      totalMs: (before?.totalMs ?? 0) + durationMs,
    };
    longest.set(step.id, chain);
    if (chain.totalMs > best.totalMs) best = chain;
  }
  return best.path;
}
