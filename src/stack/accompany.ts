/** What goes along with a stack that stays: whoever steers it, and who watches for changes under it. */
import type { RunGround } from '../engine/run-stack.ts';
import { controlProtocol } from '../model/control.ts';
import { ProblemError } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { steerByKeys } from './steer-by-keys.ts';
import { watchChanges } from './watch-changes.ts';

/** The first programs are started within this time, ms; nobody asks before. */
const startMs = 200;

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
    // What is started first need not wait until others can steer.
    const served = clock
      .sleep(startMs, running.ended)
      .then(() => control.serve(control.place(stack.values.state), running, about));
    const serving = served.catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      running.tell({ kind: 'problem', problem: error.problem });
      return () => Promise.resolve();
    });
    const whole = { ...session, machine, installation, options };
    await watchChanges(running, { ...stack, workspace }, whole, running.ended);
    if (!options.json) await steerByKeys(running, whole);
    return async () => (await serving)();
  };
