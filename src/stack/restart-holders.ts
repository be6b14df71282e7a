/** Starts those services anew that read a certificate or key when they began, and hold an old one. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { certificateHolders } from '../plan/certificate-holders.ts';
import { askFor } from './ask-for.ts';
import type { OpenStack } from './open-stack.ts';

/** Where metaton runs the stack, and only those whose files are newer than they are. Answers whom. */
export async function restartHolders(
  { services, values }: OpenStack,
  session: Session,
): Promise<Result<readonly string[]>> {
  const { machine, report } = session;
  const stack = await machine.control.connect(machine.control.place(values.state));
  if (!stack) return ok([]);
  const holders = certificateHolders(services, values);
  const running = await stack.status();
  const stale = await Promise.all(
    running.map(async ({ service, startedAt }) => {
      const times = (holders.get(service) ?? []).map(async (file) => (await machine.files.stat(file))?.modifiedAt ?? 0);
      return startedAt !== undefined && Math.max(0, ...(await Promise.all(times))) > startedAt ? [service] : [];
    }),
  );
  const names = stale.flat();
  if (names.length === 0) return ok(names);
  report.note(`Restarting what holds an old certificate or key: ${names.join(', ')}`);
  const restarted = await askFor('restart', names, stack, session);
  return restarted.ok ? ok(names) : restarted;
}
