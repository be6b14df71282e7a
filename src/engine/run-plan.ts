/** Runs any plan: each step as soon as those before it are done, all that can run at once at once. */
import type { Emit } from '../model/event.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import type { Plan, Step } from '../model/step.ts';
import type { Progress } from './progress.ts';
import type { ActionGround } from './run-action.ts';
import { runAction } from './run-action.ts';

type Outcome = 'done' | 'failed' | 'skipped';

/** More often nobody can read how far a step is, ms. */
const progressEveryMs = 250;

function progressOf({ id }: Step, emit: Emit, now: () => number): Progress {
  let last = -Infinity;
  return (fraction, text) => {
    const at = now();
    if (at - last < progressEveryMs) return;
    last = at;
    emit({ kind: 'step-progress', step: id, fraction, text, at });
  };
}

/** Runs to the end, or until the signal aborts. A step that fails keeps back those that wait for it, and no others. */
export async function runPlan(plan: Plan, ground: ActionGround, emit: Emit): Promise<Result<void>> {
  const bug = new AbortController();
  const signal = AbortSignal.any([ground.signal, bug.signal]);
  const problems: Problem[] = [];
  const outcomes = new Map<string, Promise<Outcome>>();
  const { now } = ground.machine.clock;
  const isOver = (): boolean => signal.aborted;

  const runStep = async (step: Step): Promise<Outcome> => {
    const before = await Promise.all(step.after.flatMap((id) => outcomes.get(id) ?? []));
    if (isOver() || before.some((outcome) => outcome !== 'done')) {
      emit({ kind: 'step-skipped', step: step.id, because: 'what it needs did not come about', at: now() });
      return 'skipped';
    }
    emit({ kind: 'step-started', step: step.id, at: now() });
    const result = await runAction(step, { ...ground, signal }, progressOf(step, emit, now));
    // After Ctrl-C all are cut off: what they say is no news.
    if (isOver()) {
      emit({ kind: 'step-skipped', step: step.id, because: 'it was cut off', at: now() });
      return 'skipped';
    }
    if (result.ok) {
      const note = result.value.remark ?? (result.value.didChange ? undefined : 'nothing to do');
      emit({ kind: 'step-succeeded', step: step.id, note, at: now() });
      return 'done';
    }
    problems.push(...result.problems);
    emit({ kind: 'step-failed', step: step.id, problem: result.problems[0], at: now() });
    return 'failed';
  };

  for (const step of plan.steps) {
    const outcome = runStep(step);
    outcomes.set(step.id, outcome);
    outcome.catch(() => {
      bug.abort();
    });
  }
  // A mistake of our own is thrown, but only when nothing runs any more that could still start something.
  await Promise.allSettled(outcomes.values());
  await Promise.all(outcomes.values());
  return okUnless(problems, undefined);
}
