/** What goes along with a stack that stays: whoever steers it, and who watches for changes under it. */
import { noteRunningStack } from '../engine/running-stacks.ts';
import type { RunGround } from '../engine/run-stack.ts';
import { controlProtocol, type StackAbout } from '../model/control.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { type DashboardWish, serveDashboard } from './serve-dashboard.ts';
import { steerByKeys } from './steer-by-keys.ts';
import { watchChanges } from './watch-changes.ts';
import { watchLan } from './watch-lan.ts';
import { messageOf } from '../model/message-of.ts';

/** From its first moment to its last. */
export const accompany =
  (stack: OpenStack, session: Session, dashboard?: DashboardWish): RunGround['accompany'] =>
  async (running) => {
    const { control, processes, clock } = session.machine;
    const about = {
      protocol: controlProtocol,
      version: session.installation.version,
      pid: processes.ownPid,
      workspace: stack.workspace.folder,
      since: clock.now(),
      tag: processes.tag,
    };
    // Of two that begin at once, one is refused here, before it starts anything.
    const leave = await control.serve(control.place(stack.values.state), running, about);
    const forget = await note(about, stack.values.state, session);
    await watchChanges(running, stack, session, running.ended);
    if (stack.values.lan) void watchLan(running, stack.values.lan, session, running.ended);
    if (!session.options.json) await steerByKeys(running, session);
    const close = dashboard && (await showDashboard(dashboard, running, stack, session));
    return async () => {
      await close?.();
      await forget?.();
      await leave();
    };
  };

/** The stack is what was asked for; it runs without, too. */
async function showDashboard(
  wish: DashboardWish,
  running: Parameters<RunGround['accompany']>[0],
  stack: OpenStack,
  session: Session,
): Promise<(() => Promise<void>) | undefined> {
  try {
    return await serveDashboard(wish, running, stack, session);
  } catch (error) {
    const why = messageOf(error);
    running.tell({ kind: 'notice', text: `There is no dashboard: ${why}` });
    return undefined;
  }
}

/** A folder of the user's that cannot be written to keeps no stack from running: it is only not found from elsewhere. */
async function note(
  { pid, workspace, since }: StackAbout,
  state: string,
  { machine, installation, report }: Session,
): Promise<(() => Promise<void>) | undefined> {
  try {
    return await noteRunningStack(machine, installation.stacksFolder, { pid, workspace, since, state });
  } catch (error) {
    report.note(`Other workspaces will not see this stack: ${messageOf(error)}`);
    return undefined;
  }
}
