/** `metaton attach ID`: what one service prints, as it prints it. */
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { serviceUnknown } from '../model/problems/config.ts';
import type { Session } from '../model/session.ts';
import { connect } from '../stack/connect.ts';

/** Ends when the service has stopped, or with Ctrl-C, which leaves it running. */
export async function attach(service: string, session: Session): Promise<Result<void>> {
  const { report, signal } = session;
  const stack = await connect(session);
  if (!stack.ok) return stack;
  const services = await stack.value.status();
  const status = services.find((each) => each.service === service);
  const names = services.map((each) => each.service);
  if (!status) return failed(serviceUnknown({ source: 'command line' }, service, names));
  if (status.life.phase === 'stopped') {
    report.note(`${service} has stopped. metaton start ${service} starts it.`);
    return ok(undefined);
  }
  report.note(`What ${service} prints from now on. Ctrl-C leaves it running.`);
  for await (const event of stack.value.events(signal, service)) {
    if (event.kind === 'log-block') report.bytes(event.bytes);
    if (event.kind === 'service-phase' && event.phase === 'stopped') break;
  }
  return ok(undefined);
}
