/** Takes a stack from its plan to its end: everything started, something done when all is ready, everything stopped. */
import type { Emit, Room } from '../model/event.ts';
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
  /** Services are made to wait while there is none. */
  readonly room?: Room | undefined;
  /** The user's wish to stop. */
  readonly signal: AbortSignal;
  /** The user's wish to stop at once. */
  readonly hurry: AbortSignal;
}

/** What to do once all is ready; the stack stays up until it resolves. */
export type WhenReady = (ended: AbortSignal) => Promise<readonly Problem[]>;

/** Runs the plan, then `whenReady`, then stops everything, whatever happened. Answers all Problems met. */
export async function runStack(plan: Plan, ground: RunGround, whenReady: WhenReady): Promise<Result<void>> {
  const { machine, emit, room, signal, hurry, authorityFile } = ground;
  const problems: Problem[] = [];
  const start = new AbortController();
  const onCrash = (problem: Problem): void => {
    problems.push(problem);
    emit({ kind: 'problem', problem, at: machine.clock.now() });
    start.abort();
  };
  const supervisor = new Supervisor({ machine, emit, room, authorityFile, onCrash });
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
    await supervisor.stopAll(hurry);
  }
  return okUnless(problems, undefined);
}
