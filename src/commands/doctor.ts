/** `metaton doctor`: is this machine and this workspace able to run the stack? Changes nothing. */
import { allChecks } from '../checks/index.ts';
import { examine } from '../engine/examine.ts';
import type { Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { checksFailed } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import { countsOf, examinedDocument } from '../report/examined-text.ts';
import { lookAround } from '../stack/look-around.ts';

/** Fails when any check fails; warnings do not. */
export async function doctor(session: Session): Promise<Result<void>> {
  const { machine, report } = session;
  const beganAt = machine.clock.now();
  const { problems, ...ground } = await lookAround(session);
  const answers = await examine(allChecks, { ...ground, isOffline: false });
  report.examined(answers, machine.clock.now() - beganAt);
  report.document({ checks: examinedDocument(answers), counts: countsOf(answers) });
  const failed = answers.filter(({ finding }) => finding.status === 'fail').map(({ check: { id } }) => id);
  return okUnless([...(failed.length > 0 ? [checksFailed(failed)] : []), ...problems], undefined);
}
