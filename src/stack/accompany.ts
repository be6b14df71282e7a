/** What goes along with a stack that stays: whoever steers it, and whoever watches for changes under it. */
import type { RunGround } from '../engine/run-stack.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { watchChanges } from './watch-changes.ts';

/** From its first moment to its last. */
export const accompany =
  (stack: OpenStack, session: Session): RunGround['accompany'] =>
  async (running) => {
    await watchChanges(running, stack, session, running.ended);
    return () => Promise.resolve();
  };
