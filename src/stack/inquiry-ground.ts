/** Whom the dashboard asks about a running stack. */
import type { InquiryGround } from '../dashboard/inquiries.ts';
import type { RunningStack } from '../engine/run-stack.ts';
import type { Session } from '../model/session.ts';
import { askDoctor, haveMended } from './ask-doctor.ts';
import { describeWorkspace } from './describe-workspace.ts';
import type { OpenStack } from './open-stack.ts';
import { UsageMeter } from './usage-meter.ts';

/** Until the signal aborts. */
export function inquiryGround(
  running: RunningStack,
  { workspace }: OpenStack,
  ended: AbortSignal,
  session: Session,
): InquiryGround {
  const meter = new UsageMeter(session.machine);
  const untilEnd = { ...session, signal: ended };
  return {
    clock: session.machine.clock,
    usage: () => meter.look(running.status()),
    examine: () => askDoctor(workspace.folder, untilEnd),
    mend: (id) => haveMended(id, workspace.folder, untilEnd),
    // What cannot be read now is asked for again.
    workspace: () => describeWorkspace(session).catch(() => undefined),
    begun: running.begun,
    ended,
  };
}
