/** `metaton ps --all`: every stack of this user that runs, in whatever workspace. */
import { findRunningStacks, statusOf } from '../engine/running-stacks.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { noStackRuns, stacksDegraded } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { stacksText } from '../report/stacks-text.ts';
import { notReady } from '../report/status-text.ts';

/** Works in any folder. Fails with those that are not all ready, or that none runs. */
export async function psAll({ machine, report, installation }: Session): Promise<Result<void>> {
  const noted = await findRunningStacks(machine, installation.stacksFolder);
  const stacks = await Promise.all(
    noted.map(async ({ workspace, pid, since, ...stack }) => ({
      ...{ workspace, pid, since },
      services: await statusOf(stack, machine),
    })),
  );
  report.document({ stacks });
  if (stacks.length === 0) return failed(noStackRuns());
  report.text(stacksText(stacks, machine.clock.now()));
  const [first, ...others] = stacks
    .filter(({ services }) => notReady(services).length > 0)
    .map(({ workspace }) => workspace);
  return first === undefined ? ok(undefined) : failed(stacksDegraded([first, ...others]));
}
