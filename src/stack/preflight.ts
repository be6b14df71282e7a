/** What is known to go wrong, looked for before anything is fetched. */
import { preflightChecks } from '../checks/index.ts';
import { examine } from '../engine/examine.ts';
import type { Examined } from '../model/check.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';

/** Ports are wanted only by `up`: who has them now may be gone by then. */
const onlyWarned = 'net.ports';

/** The answers to what is asked beforehand. Changes nothing. */
async function ask({ machine }: Session, stack: OpenStack): Promise<readonly Examined[]> {
  const answers = await examine(preflightChecks, { ...stack, machine, patches: [] });
  return answers.map((answer) => {
    const { check, finding } = answer;
    return check.id === onlyWarned && finding.status === 'fail'
      ? { ...answer, finding: { ...finding, status: 'warn' } }
      : answer;
  });
}

/** Says what is worth knowing, and refuses where going on would be in vain. */
export async function preflight(session: Session, stack: OpenStack): Promise<Result<void>> {
  const answers = await ask(session, stack);
  const of = (status: 'warn' | 'fail'): readonly Problem[] =>
    answers.flatMap(({ finding }) => (finding.status === status ? [finding.problem] : []));
  for (const { summary, fixes } of of('warn')) session.report.note(`! ${summary}\n  → ${fixes[0]}`);
  return okUnless(of('fail'), undefined);
}
