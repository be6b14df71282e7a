/** Has a doctor of its own look at a stack that runs: its work is no burden on the metaton that runs the stack. */
import type { DoctorCheck } from '../dashboard/page-state.ts';
import type { Session } from '../model/session.ts';
import { ownCommand } from './own-command.ts';

/** Every check has two seconds; what is mended may have to be fetched and installed, ms. */
const longest = { looking: 60_000, mending: 1_800_000 };

/** Every check but those that ask other machines. */
export const askDoctor = (workspace: string, session: Session): Promise<readonly DoctorCheck[]> =>
  answers(['doctor', '--json', '--offline'], longest.looking, workspace, session);

/** Mends what one check finds, as `metaton doctor --fix` does; what is left of it is seen in the next answers. */
export async function haveMended(id: string, workspace: string, session: Session): Promise<void> {
  await answers(['doctor', '--json', '--yes', '--fix', '--only', id], longest.mending, workspace, session);
}

async function answers(
  words: readonly string[],
  withinMs: number,
  workspace: string,
  session: Session,
): Promise<readonly DoctorCheck[]> {
  const { machine, signal } = session;
  const { output } = await machine.processes.run(ownCommand(words, workspace, session), withinMs, signal);
  const checks = output.split('\n').flatMap((line) => checksIn(line) ?? [])[0];
  if (!checks) throw new Error(`The doctor has not answered: ${output.trim().split('\n').at(-1) ?? ''}`);
  return checks;
}

/** Of a document of the doctor; other lines say other things. */
function checksIn(line: string): readonly [readonly DoctorCheck[]] | undefined {
  try {
    const { checks } = JSON.parse(line) as { readonly checks?: readonly DoctorCheck[] };
    return Array.isArray(checks) ? [checks] : undefined;
  } catch {
    return undefined;
  }
}
