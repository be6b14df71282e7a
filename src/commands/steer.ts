/** `metaton start`, `stop` and `restart`: single services of the running stack, from any terminal. */
import { ok, type Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { askFor } from '../stack/ask-for.ts';
import { connect } from '../stack/connect.ts';

/** Returns when it is done: ready, gone, or with the Problem that it could not be. */
export async function steer(
  wish: 'start' | 'stop' | 'restart',
  services: readonly string[],
  session: Session,
): Promise<Result<void>> {
  const stack = await connect(session);
  if (!stack.ok) return stack;
  const result = await askFor(wish, services, stack.value, session);
  if (!result.ok) return result;
  if (!result.value) return ok(undefined);
  const done = { start: 'is ready', stop: 'has stopped', restart: 'is ready again' }[wish];
  for (const service of services) session.report.note(`${service} ${done}`);
  session.report.document({ [wish]: services });
  return ok(undefined);
}
