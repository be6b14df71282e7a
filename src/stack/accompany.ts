/** What goes along with a stack that stays: whoever steers it, and who watches for changes under it. */
import type { RunGround } from '../engine/run-stack.ts';
import { controlProtocol } from '../model/control.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { steerByKeys } from './steer-by-keys.ts';
import { watchChanges } from './watch-changes.ts';
import { watchLan } from './watch-lan.ts';

/** From its first moment to its last. */
export const accompany =
  (stack: OpenStack, session: Session): RunGround['accompany'] =>
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
    if (stack.values.lan) void watchLan(running, stack.values.lan, session, running.ended);
    if (!session.options.json) await steerByKeys(running, session);
    return leave;
  };
