/** `metaton down`: end the running stack, and prove that nothing of it is left. */
import { endLeftovers } from '../engine/leftovers.ts';
import type { RemoteStack } from '../model/control.ts';
import type { Leftover } from '../model/leftover.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { downIncomplete } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { duration } from '../report/duration.ts';
import { type Found, findStack } from '../stack/connect.ts';
import { type Running, whatIsLeft, whatRuns } from '../stack/what-runs.ts';

/** Waits for as long as the services take. Where nothing runs there is nothing to do. */
export async function down(session: Session): Promise<Result<void>> {
  const found = await findStack(session);
  if (!found.ok) return found;
  const { stack, leftovers } = found.value;
  if (session.options.dryRun) return foretell(stack ? await whatRuns(stack, session.machine) : leftovers, session);
  return stack ? end(stack, session) : clear(found.value, session);
}

/** What `--dry-run` shows: nothing is ended. */
function foretell(what: Running | readonly Leftover[], { report }: Session): Result<void> {
  const { processes, ports } = 'ports' in what ? what : { processes: what, ports: [] };
  const lines = processes.map(({ pid, command }) => `pid ${pid}: ${command}`);
  const sum = `Would end ${counted(processes.length, 'process', 'es')} and free ${counted(ports.length, 'port')}.`;
  report.text([...lines, sum].join('\n'));
  report.document({ would: 'down', processes: processes.map(({ pid, command }) => ({ pid, command })), ports });
  return ok(undefined);
}

async function end(stack: RemoteStack, session: Session): Promise<Result<void>> {
  const { machine, report, signal } = session;
  const began = machine.clock.now();
  const running = await whatRuns(stack, machine);
  await stack.down();
  // The end of the stream is the end of the stack; what comes through it shows how far that is.
  for await (const event of stack.events(signal)) if (event.kind !== 'log-block') report.event(event);
  await untilGone(stack.about.pid, session);
  if (signal.aborted) return ok(undefined);
  const left = await whatIsLeft(running, machine);
  if (left.length > 0) return failed(downIncomplete(left));
  const { processes, ports } = running;
  const tookMs = machine.clock.now() - began;
  report.text(
    `${counted(processes.length, 'process', 'es')} gone, ${counted(ports.length, 'port')} free, ${duration(tookMs)}`,
  );
  report.document({ processes: processes.length, ports, tookMs });
  return ok(undefined);
}

/** It has its logs to finish, ms. */
const pollMs = 20;

async function untilGone(pid: number, { machine: { processes, clock }, signal }: Session): Promise<void> {
  const before = await processes.identity(pid);
  while (before !== undefined && !signal.aborted && (await processes.identity(pid)) === before)
    await clock.sleep(pollMs, signal);
}

/** What a metaton has left that could not end it. */
async function clear({ state, leftovers }: Found, { machine, report, kill }: Session): Promise<Result<void>> {
  if (leftovers.length === 0) {
    report.text('Nothing runs in this workspace.');
    report.document({ processes: 0, ports: [] });
    return ok(undefined);
  }
  const ended = await endLeftovers(machine, state, kill);
  if (!ended.ok) return ended;
  report.text(`${counted(ended.value.length, 'process', 'es')} of an earlier run gone`);
  report.document({ processes: ended.value.length, ports: [] });
  return ok(undefined);
}

const counted = (count: number, word: string, plural = 's'): string =>
  `${count} ${count === 1 ? word : `${word}${plural}`}`;
