/** Mends what the doctor found, check by check, and asks each again. */
import { examine } from '../engine/examine.ts';
import { type Check, type Examined, isDefect, type Mend } from '../model/check.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { workspaceMissing } from '../model/problems/config.ts';
import type { Session } from '../model/session.ts';
import type { Acquisition } from '../plan/plan-ground.ts';
import type { Plan } from '../model/step.ts';
import { askFor } from './ask-for.ts';
import { connect } from './connect.ts';
import { lookAround } from './look-around.ts';
import { openStack, planFor } from './open-stack.ts';
import { planPart } from './patch-plan.ts';
import { run } from './run.ts';

/** What came of it. */
export interface Mended {
  readonly mended: readonly string[];
  /** What is as it was, and why where mending it was tried. */
  readonly left: readonly { readonly id: string; readonly why: string | undefined }[];
  /** All checks, asked again at the end. */
  readonly answers: readonly Examined[];
}

/** What `--fix` can do something about, in the order in which it is done. */
export const mendable = (answers: readonly Examined[]): readonly Examined[] =>
  answers.filter(({ finding }) => isDefect(finding) && finding.fix.mend !== undefined);

/** Behind a ground that is mended there may be more to mend, and behind that: as deep as checks rest on each other. */
const mostPasses = 6;

/** Two faults of one check show one after the other. */
const mostRounds = 3;

/** In the order of the checks. What shows itself only when its ground is mended is mended, too. */
export async function mend(checks: readonly Check[], found: readonly Examined[], session: Session): Promise<Mended> {
  const mended = new Set<string>();
  const whys = new Map<string, string>();
  let answers = found;
  for (let pass = 0; pass < mostPasses; pass++) {
    const due = mendable(answers).filter(({ check: { id } }) => !mended.has(id) && !whys.has(id));
    if (due.length === 0 || session.signal.aborted) break;
    for (const { check } of due) {
      const why = await mendOne(
        checks.filter(({ id }) => id === check.id),
        session,
      );
      if (why === undefined) mended.add(check.id);
      else whys.set(check.id, why);
    }
    answers = await examine(checks, { ...(await lookAround(session)), isOffline: session.options.offline });
  }
  const bad = answers.filter(({ finding }) => isDefect(finding)).map(({ check: { id } }) => id);
  return {
    answers,
    mended: [...mended].filter((id) => !bad.includes(id)),
    left: bad.map((id) => ({ id, why: whys.get(id) })),
  };
}

/** Answers why it is not mended. What an earlier mend has put right already is left alone. */
async function mendOne(check: readonly Check[], session: Session): Promise<string | undefined> {
  let last = '';
  for (let round = 0; round < mostRounds; round++) {
    const [answer] = await examine(check, { ...(await lookAround(session)), isOffline: session.options.offline });
    if (!answer || !isDefect(answer.finding)) return undefined;
    const { fix, summary } = answer.finding;
    const words = JSON.stringify(fix.mend);
    if (!fix.mend || words === last) return summary;
    last = words;
    const result = await perform(fix.mend, session);
    if (!result.ok) return result.problems.map((problem) => problem.summary).join(' ');
  }
  return 'It shows itself again and again.';
}

async function perform(mend: Mend, session: Session): Promise<Result<void>> {
  switch (mend.kind) {
    case 'tasks': {
      const { stack, problems } = await lookAround(session);
      if (!stack) return failed(problems[0] ?? workspaceMissing(session.directory));
      const steps = mend.tasks.map(({ title, action }, index) => ({
        id: `mend:${index + 1}`,
        title,
        service: undefined,
        after: index === 0 ? [] : [`mend:${index}`],
        action,
      }));
      return carryOut({ steps, notices: [] }, stack, session);
    }
    case 'prepare': {
      // Each by itself: what keeps one from being mended does not keep the others.
      const results: Result<void>[] = [];
      for (const service of mend.services) results.push(await prepare(service, mend.only, session));
      return results.find(({ ok }) => !ok) ?? ok(undefined);
    }
    case 'restart': {
      const stack = await connect(session);
      if (!stack.ok) return stack;
      // One after the other: planned while they run, the start would find its ports held by the very services.
      const stopped = await askFor('stop', mend.services, stack.value, session);
      if (!stopped.ok) return stopped;
      const started = await askFor('start', mend.services, stack.value, session);
      return started.ok ? ok(undefined) : started;
    }
  }
}

async function prepare(
  service: string,
  only: Extract<Mend, { kind: 'prepare' }>['only'],
  session: Session,
): Promise<Result<void>> {
  const stack = await openStack(session, { only: [service], except: [] });
  if (!stack.ok) return stack;
  const whole = planFor(stack.value, session, () => false, [], acquisitionOf(session));
  if (!whole.ok) return whole;
  const plan = planPart(
    whole.value,
    (step) => step.service === service && (only === undefined || only.includes(step.action.kind)),
  );
  return carryOut(plan, stack.value, session);
}

function carryOut(plan: Plan, stack: Parameters<typeof run>[1], session: Session): Promise<Result<void>> {
  session.report.plan(plan);
  return run(plan, stack, session, () => Promise.resolve([]), undefined, acquisitionOf(session));
}

/** What is missing may be fetched, as `init` does. */
const acquisitionOf = ({ options }: Session): Acquisition => ({ isOffline: options.offline });
