/** Finds the stack that runs in the session's workspace. */
import { findWorkspace } from '../config/find-workspace.ts';
import { findLeftovers } from '../engine/leftovers.ts';
import { stateFolder } from '../model/config.ts';
import type { RemoteStack } from '../model/control.ts';
import type { Leftover } from '../model/leftover.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, ProblemError } from '../model/problem.ts';
import { stackDown, stackOrphaned } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';

/** Where a stack would be, and the stack if there is one; else what a dead metaton has left of one. */
export interface Found {
  readonly workspace: string;
  readonly state: string;
  readonly stack: RemoteStack | undefined;
  readonly leftovers: readonly Leftover[];
}

/** Looks; nothing is a Problem but a workspace that is not there, or a metaton that cannot be understood. */
export async function findStack({ machine, directory }: Session): Promise<Result<Found>> {
  const workspace = await findWorkspace(machine.files, directory);
  if (!workspace.ok) return workspace;
  const state = stateFolder(workspace.value);
  try {
    const stack = await machine.control.connect(machine.control.place(state));
    const leftovers = stack ? [] : await findLeftovers(machine, state);
    return ok({ workspace: workspace.value, state, stack, leftovers });
  } catch (error) {
    if (error instanceof ProblemError) return failed(error.problem);
    throw error;
  }
}

/** The stack that must be there. */
export async function connect(session: Session): Promise<Result<RemoteStack>> {
  const found = await findStack(session);
  if (!found.ok) return found;
  const { stack, workspace, leftovers } = found.value;
  if (stack) return ok(stack);
  return failed(leftovers.length > 0 ? stackOrphaned(workspace, leftovers.map(inWords)) : stackDown(workspace));
}

/** A process that was left over, for people. */
const inWords = ({ pid, service, command }: Leftover): string =>
  `pid ${pid}${service === undefined ? '' : ` (${service})`}: ${command}`;
