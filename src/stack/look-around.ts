/** What the doctor looks at: the machine, and the workspace where there is one that can be read. */
import type { CheckGround, MachineGround } from '../model/check.ts';
import { failed, type Problem, ProblemError, type Result } from '../model/problem.ts';
import { workspaceUnreadable } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import { planInstall, surroundings } from '../plan/plan-code.ts';
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
  const here = hereOf(session);
  const nothing = { here, workspace: undefined, stack: undefined };
  const stack = await readable(session, () => openStack(session));
  if (!stack.ok) return { ...nothing, problems: stack.problems };
  return { here, workspace: groundOf(stack.value, here), stack: stack.value, problems: [] };
}

/** What checks of the machine look at. */
export const hereOf = ({ machine, installation, environment, signal }: Session): MachineGround => ({
  machine,
  installation,
  environment,
  signal,
});

/** What the operating system does not let be read is told, not thrown. */
async function readable<T>({ directory }: Session, read: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProblemError) return failed(error.problem);
    // Errors of the system have a code such as EACCES; all else is a bug.
    if (error instanceof Error && 'code' in error && typeof error.code === 'string')
      return failed(workspaceUnreadable(directory, error));
    throw error;
  }
}

/** What checks of the workspace look at. */
export function groundOf(stack: OpenStack, here: MachineGround): CheckGround {
  const { patches, problems } = lookAtPatches(stack);
  const ground = { ...stack, installation: here.installation };
  return {
    ...here,
    ...stack,
    patches,
    patchProblems: [...problems, ...stack.facts.journalProblems],
    surroundings: (service) => surroundings(service, ground),
    install: (service) => planInstall(service, ground),
  };
}
