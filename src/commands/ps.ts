/** `metaton ps`: how the running stack is. */
import type { ServiceStatus } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { stackDegraded } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { type MeasuredStatus, notReady, statusText } from '../report/status-text.ts';
import { connect } from '../stack/connect.ts';

/** Changes nothing. Fails with what is not ready, or that nothing runs. */
export async function ps(session: Session): Promise<Result<void>> {
  const stack = await connect(session);
  if (!stack.ok) return stack;
  const services = await measured(await stack.value.status(), session);
  session.report.text(statusText(services, session.machine.clock.now()));
  session.report.document({ ...stack.value.about, services });
  const others = notReady(services);
  return others.length === 0 ? ok(undefined) : failed(stackDegraded(others));
}

/** A moment is long enough to see who is busy, ms. */
const momentMs = 200;

async function measured(
  services: readonly ServiceStatus[],
  { machine: { processes, clock } }: Session,
): Promise<readonly MeasuredStatus[]> {
  const groups = services.flatMap(({ pid }) => pid ?? []);
  const [before, began] = [await processes.usage(groups), clock.now()];
  await clock.sleep(momentMs);
  const [after, ended] = [await processes.usage(groups), clock.now()];
  return services.map((status) => {
    const [first, last] = [before.get(status.pid ?? 0), after.get(status.pid ?? 0)];
    const cpuPercent = first && last && (Math.max(last.cpuMs - first.cpuMs, 0) / (ended - began)) * 100;
    return { ...status, cpuPercent, memoryMiB: last?.memoryMiB };
  });
}
