/** `metaton doctor`: is this machine and this workspace able to run the stack? Changes nothing. */
import { allChecks } from '../checks/index.ts';
import { examine } from '../engine/examine.ts';
import type { Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { examinedDocument, examinedText } from '../report/examined-text.ts';
import { checkedPatches } from '../stack/checked-patches.ts';
import { openStack } from '../stack/open-stack.ts';

/** Fails when any check fails; warnings do not. */
export async function doctor(session: Session): Promise<Result<void>> {
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const patches = checkedPatches(stack.value);
  const answers = await examine(allChecks, {
    ...stack.value,
    machine: session.machine,
    patches: patches.ok ? patches.value.patches : [],
  });
  session.report.text(examinedText(answers));
  session.report.document({ checks: examinedDocument(answers) });
  const failures = answers.flatMap(({ finding }) => (finding.status === 'fail' ? [finding.problem] : []));
  return okUnless([...failures, ...(patches.ok ? [] : patches.problems)], undefined);
}
