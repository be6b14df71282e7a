/** What the doctor looks at: the machine, and the workspace where there is one that can be read. */
import { changedSince } from '../engine/patch-journal.ts';
import type { CheckGround, MachineGround } from '../model/check.ts';
import type { Problem } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { surroundings } from '../plan/plan-stack.ts';
import { lookAtPatches } from './checked-patches.ts';
import { type OpenStack, openStack } from './open-stack.ts';

/** The ground of the checks, and why there is no more of it. */
export interface Surroundings {
  readonly here: MachineGround;
  readonly workspace: CheckGround | undefined;
  readonly problems: readonly Problem[];
}

/** Reads; a workspace that is missing or wrong leaves the machine. */
export async function lookAround(session: Session): Promise<Surroundings> {
  const { machine, installation, environment } = session;
  const here = { machine, installation, environment };
  const stack = await openStack(session);
  return stack.ok
    ? { here, workspace: await groundOf(stack.value, here), problems: [] }
    : { here, workspace: undefined, problems: stack.problems };
}

async function groundOf(stack: OpenStack, here: MachineGround): Promise<CheckGround> {
  const { patches, problems } = lookAtPatches(stack);
  const changed = [...stack.facts.checkouts].map(async ([service, { root }]) => {
    const files = await changedSince(here.machine.files, service, root, stack.values.state);
    return files.map((file) => ({ service, file }));
  });
  return {
    ...here,
    ...stack,
    patches,
    patchProblems: problems,
    changedSince: (await Promise.all(changed)).flat(),
    surroundings: (service) => surroundings(service, { workspace: stack.workspace, installation: here.installation }),
  };
}
