/** `metaton ps`: how the running stack is. */
import type { ServiceStatus } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { stackDegraded } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { type MeasuredStatus, notReady, statusText } from '../report/status-text.ts';
import { connect } from '../stack/connect.ts';
import { UsageMeter } from '../stack/usage-meter.ts';

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

async function measured(services: readonly ServiceStatus[], { machine }: Session): Promise<readonly MeasuredStatus[]> {
  const meter = new UsageMeter(machine);
  await meter.look(services);
  await machine.clock.sleep(momentMs);
  const usage = await meter.look(services);
  return services.map((status) => ({ ...status, ...usage.get(status.service) }));
}
