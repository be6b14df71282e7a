/** Takes a stack from its plan to its end: everything started, something done when all is ready, everything stopped. */
import type { Haste } from '../model/command.ts';
import type { Emit } from '../model/event.ts';
import type { Machine } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import type { Plan } from '../model/step.ts';
import { runPlan } from './run-plan.ts';
import { Supervisor } from './supervise.ts';

/** What a run works with. */
export interface RunGround {
  readonly machine: Machine;
  readonly authorityFile: string;
  readonly emit: Emit;
  /** The user's wish to stop. */
  readonly signal: AbortSignal;
  /** How much the user hurries the stop. */
  readonly haste: Haste;
}

/** What to do once all is ready; the stack stays up until it resolves. */
export type WhenReady = (ended: AbortSignal) => Promise<readonly Problem[]>;

/** Runs the plan, then `whenReady`, then stops everything, whatever happened. Answers all Problems met. */
export async function runStack(plan: Plan, ground: RunGround, whenReady: WhenReady): Promise<Result<void>> {
  const { machine, emit, signal, haste, authorityFile } = ground;
  const problems: Problem[] = [];
  const start = new AbortController();
  const onCrash = (problem: Problem): void => {
    problems.push(problem);
    emit({ kind: 'problem', problem, at: machine.clock.now() });
    start.abort();
  };
  const supervisor = new Supervisor({ machine, emit, authorityFile, onCrash });
  try {
    const started = await runPlan(
      plan,
      { machine, supervisor, authorityFile, signal: AbortSignal.any([signal, start.signal]) },
      emit,
    );
    if (!started.ok) problems.push(...started.problems);
    const isReady = problems.length === 0 && !signal.aborted;
    if (isReady) problems.push(...(await whenReady(signal)));
  } finally {
    await supervisor.stopAll(haste);
  }
  return okUnless(problems, undefined);
}
