/** What the doctor looks at: the machine, and the workspace where there is one that can be read. */
import { changedSince } from '../engine/patch-journal.ts';
import type { CheckGround, MachineGround } from '../model/check.ts';
import { failed, ok, type Problem, type Result } from '../model/problem.ts';
import { patchJournalBroken, workspaceUnreadable } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import { surroundings } from '../plan/plan-stack.ts';
import { lookAtPatches } from './checked-patches.ts';
import { type OpenStack, openStack } from './open-stack.ts';

/** The ground of the checks, and why there is no more of it. */
export interface Surroundings {
  readonly here: MachineGround;
  readonly workspace: CheckGround | undefined;
  readonly stack: OpenStack | undefined;
  readonly problems: readonly Problem[];
}

/** Reads; a workspace that is missing or wrong leaves the machine. */
export async function lookAround(session: Session): Promise<Surroundings> {
  const { machine, installation, environment, signal } = session;
  const here = { machine, installation, environment, signal };
  const nothing = { here, workspace: undefined, stack: undefined };
  const stack = await readable(session, () => openStack(session));
  if (!stack.ok) return { ...nothing, problems: stack.problems };
  const workspace = await readable(session, () => groundOf(stack.value, here));
  if (!workspace.ok) return { ...nothing, problems: workspace.problems };
  return { here, workspace: workspace.value, stack: stack.value, problems: [] };
}

/** What the operating system does not let be read is told, not thrown. */
async function readable<T>({ directory }: Session, read: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await read();
  } catch (error) {
    // Errors of the system have a code such as EACCES; all else is a bug.
    if (error instanceof Error && 'code' in error && typeof error.code === 'string')
      return failed(workspaceUnreadable(directory, error));
    throw error;
  }
}

async function groundOf(stack: OpenStack, here: MachineGround): Promise<Result<CheckGround>> {
  const { patches, problems } = lookAtPatches(stack);
  const journals = await Promise.all(
    [...stack.facts.checkouts].map(([service, { root }]) => readJournal(service, root, stack, here)),
  );
  return ok({
    ...here,
    ...stack,
    patches,
    patchProblems: [...problems, ...journals.flatMap((journal) => (journal.ok ? [] : journal.problems))],
    changedSince: journals.flatMap((journal) => (journal.ok ? journal.value : [])),
    surroundings: (service) => surroundings(service, { workspace: stack.workspace, installation: here.installation }),
  });
}

async function readJournal(
  service: string,
  checkout: string,
  { values: { state } }: OpenStack,
  { machine }: MachineGround,
): Promise<Result<CheckGround['changedSince']>> {
  try {
    const files = await changedSince(machine.files, service, checkout, state);
    return ok(files.map((file) => ({ service, file })));
  } catch (error) {
    if (error instanceof SyntaxError) return failed(patchJournalBroken(service, state, error));
    throw error;
  }
}
