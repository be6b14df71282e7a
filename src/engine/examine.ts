/** Asks all checks at once, each as soon as those it rests on have passed, each within its own time. */
import type { Check, CheckGround, Examined, Finding, MachineGround } from '../model/check.ts';
import { defectOf } from '../model/check.ts';
import { ProblemError } from '../model/problem.ts';
import { checkFailed } from '../model/problems/check.ts';

/** Longer than this no check may take, ms. */
const usualMs = 2_000;

/** What there is to look at. */
export interface ExamineGround {
  readonly here: MachineGround;
  /** Absent where there is none, or none that can be read. */
  readonly workspace: CheckGround | undefined;
  /** Nothing is asked of other machines. */
  readonly isOffline: boolean;
  /** How long a check may take, where that is not as usual, ms. */
  readonly withinMs?: number;
}

/** The answers, in the order of the checks, which has those that others rest on first. */
export async function examine(checks: readonly Check[], ground: ExamineGround): Promise<readonly Examined[]> {
  const answers = new Map<string, Promise<Examined>>();
  for (const check of checks) answers.set(check.id, ask(check, answers, ground));
  return Promise.all(answers.values());
}

async function ask(
  check: Check,
  answers: ReadonlyMap<string, Promise<Examined>>,
  ground: ExamineGround,
): Promise<Examined> {
  const { clock } = ground.here.machine;
  const unasked = (because: string): Examined => ({ check, finding: { status: 'skip', because }, durationMs: 0 });
  if (check.isOnline && ground.isOffline) return unasked('it needs the network');
  const done = new AbortController();
  const question = questionOf(check, ground, done.signal);
  if (!question) return unasked('it needs a workspace');
  const grounds = await Promise.all(check.needs.flatMap((id) => answers.get(id) ?? []));
  const broken = grounds.find(({ finding: { status } }) => status === 'fail' || status === 'skip');
  if (broken) return unasked(`it needs ${broken.check.id}`);
  const beganAt = clock.now();
  const finding = await Promise.race([answer(check, question), tooSlow(check, ground, done.signal)]);
  done.abort();
  return { check, finding, durationMs: clock.now() - beganAt };
}

function questionOf(
  check: Check,
  { here, workspace }: ExamineGround,
  done: AbortSignal,
): (() => Promise<Finding>) | undefined {
  const signal = AbortSignal.any([here.signal, done]);
  if (check.about === 'machine') return () => check.examine({ ...here, signal });
  return workspace && (() => check.examine({ ...workspace, signal }));
}

async function answer({ id }: Check, question: () => Promise<Finding>): Promise<Finding> {
  try {
    return await question();
  } catch (error) {
    return defectOf('fail', error instanceof ProblemError ? error.problem : checkFailed(id, error));
  }
}

/** A busy machine is not what was asked about: it is no defect, and what rests on the answer is not asked either. */
async function tooSlow(
  { id }: Check,
  { here, withinMs = usualMs }: ExamineGround,
  done: AbortSignal,
): Promise<Finding> {
  await here.machine.clock.sleep(withinMs, done);
  return { status: 'skip', because: `${id} had no answer within ${withinMs / 1000} s` };
}
