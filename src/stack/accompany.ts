/** What goes along with a stack that stays: whoever steers it, and who watches for changes under it. */
import type { RunGround } from '../engine/run-stack.ts';
import { controlProtocol } from '../model/control.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { type DashboardWish, serveDashboard } from './serve-dashboard.ts';
import { steerByKeys } from './steer-by-keys.ts';
import { watchChanges } from './watch-changes.ts';

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
    await watchChanges(running, stack, session, running.ended);
    if (!session.options.json) await steerByKeys(running, session);
    if (!dashboard) return leave;
    const close = await serveDashboard(dashboard, running, stack, session).catch((error: unknown) => {
      // The stack is what was asked for; it runs without.
      const why = error instanceof Error ? error.message : String(error);
      running.tell({ kind: 'notice', text: `There is no dashboard: ${why}` });
      return () => Promise.resolve();
    });
    return async () => {
      await close();
      await leave();
    };
  };
