/** Asks all checks at once, each as soon as those it rests on have passed, each within its own time. */
import type { Check, CheckGround, Examined, Finding } from '../model/check.ts';
import { ProblemError } from '../model/problem.ts';
import { checkFailed, checkTooSlow } from '../model/problems/check.ts';

/** Longer than this no check may take, ms. */
const withinMs = 2_000;

/** The answers, in the order of the checks. */
export async function examine(checks: readonly Check[], ground: CheckGround): Promise<readonly Examined[]> {
  const answers = new Map<string, Promise<Examined>>();
  for (const check of checks) answers.set(check.id, ask(check, answers, ground));
  return Promise.all(answers.values());
}

async function ask(
  check: Check,
  answers: ReadonlyMap<string, Promise<Examined>>,
  ground: CheckGround,
): Promise<Examined> {
  const { clock } = ground.machine;
  const grounds = await Promise.all(check.needs.flatMap((id) => answers.get(id) ?? []));
  const broken = grounds.find(({ finding: { status } }) => status === 'fail' || status === 'skip');
  if (broken) return { check, finding: { status: 'skip', because: `it rests on ${broken.check.id}` }, durationMs: 0 };
  const beganAt = clock.now();
  const done = new AbortController();
  const finding = await Promise.race([answer(check, ground), tooSlow(check, ground, done.signal)]);
  done.abort();
  return { check, finding, durationMs: clock.now() - beganAt };
}

async function answer(check: Check, ground: CheckGround): Promise<Finding> {
  try {
    return await check.examine(ground);
  } catch (error) {
    return { status: 'fail', problem: error instanceof ProblemError ? error.problem : checkFailed(check.id, error) };
  }
}

async function tooSlow(check: Check, { machine }: CheckGround, done: AbortSignal): Promise<Finding> {
  await machine.clock.sleep(withinMs, done);
  return { status: 'fail', problem: checkTooSlow(check.id, withinMs / 1000) };
}
