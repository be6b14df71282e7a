/** What is known to go wrong, looked for before anything is fetched. */
import { preflightChecks } from '../checks/index.ts';
import { examine } from '../engine/examine.ts';
import { isDefect } from '../model/check.ts';
import type { Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { preflightFailed } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import { groundOf, hereOf } from './look-around.ts';
import type { OpenStack } from './open-stack.ts';

/** Ports are wanted only by `up`: who has them now may be gone by then. */
const onlyWarned = 'net.ports';

/** Says what is worth knowing, and refuses where going on would be in vain. Changes nothing. */
export async function preflight(session: Session, stack: OpenStack): Promise<Result<void>> {
  const here = hereOf(session);
  const isOffline = session.options.offline;
  const answers = await examine(preflightChecks, { here, workspace: groundOf(stack, here), isOffline });
  const defects = answers.flatMap(({ check: { id }, finding }) => (isDefect(finding) ? [{ id, defect: finding }] : []));
  const refused = defects.filter(({ id, defect }) => defect.status === 'fail' && id !== onlyWarned);
  for (const { defect } of defects.filter((one) => !refused.includes(one)))
    session.report.note(`! ${defect.summary}\n  → ${defect.fix.text}`);
  return okUnless(
    refused.map(({ id, defect }) => preflightFailed(id, defect)),
    undefined,
  );
}
