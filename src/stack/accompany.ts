/** What goes along with a stack that stays: whoever steers it, and who watches for changes under it. */
import type { RunGround } from '../engine/run-stack.ts';
import { controlProtocol } from '../model/control.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { steerByKeys } from './steer-by-keys.ts';
import { watchChanges } from './watch-changes.ts';

/** From its first moment to its last. */
export const accompany =
  (
    { workspace, ...stack }: OpenStack,
    { machine, installation, options, ...session }: Session,
  ): RunGround['accompany'] =>
  async (running) => {
    const { control, processes, clock } = machine;
    const about = {
      protocol: controlProtocol,
      version: installation.version,
      pid: processes.ownPid,
      workspace: workspace.folder,
      since: clock.now(),
      tag: processes.tag,
    };
    // Of two that begin at once, one is refused here, before it starts anything.
    const leave = await control.serve(control.place(stack.values.state), running, about);
    const whole = { ...session, machine, installation, options };
    await watchChanges(running, { ...stack, workspace }, whole, running.ended);
    if (!options.json) await steerByKeys(running, whole);
    return leave;
  };
