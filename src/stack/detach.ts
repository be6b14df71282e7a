/** A metaton in the background that runs the stack. */
import type { RemoteStack } from '../model/control.ts';
import type { LeftProcess } from '../model/machine.ts';
import { rotateFile } from '../engine/rotate-file.ts';
import { logFiles, logsFolder } from '../model/log.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { detachFailed, stackGone } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { ownCommand } from './own-command.ts';
import { untilAborted } from './run.ts';

/** What metaton says of itself is little: with more than this, a new file is begun at the next start, bytes. */
const logSize = 1_048_576;

/** Starts it with these words, and returns when all is ready, or has been given up on. It lives on. */
export async function detach(
  words: readonly string[],
  stack: OpenStack,
  session: Session,
): Promise<Result<RemoteStack>> {
  const { machine } = session;
  const folder = logsFolder(stack.values.state);
  const log = `${folder}/metaton.log`;
  await machine.files.makeFolder(folder, 0o700);
  if (((await machine.files.stat(log))?.size ?? 0) > logSize) await rotateFile(machine.files, log, logFiles);
  const before = (await machine.files.read(log))?.length ?? 0;
  const command = ownCommand(words, stack.workspace.folder, session);
  const left = await machine.processes.leave(command, log);
  const remote = await untilHeard(left, stack.values.state, session);
  if (!remote) return failed(detachFailed(((await machine.files.read(log)) ?? '').slice(before), log));
  await untilBegun(remote, session);
  return ok(remote);
}

/** Between its first breath and its first word, ms. */
const pollMs = 25;

/** The stack, once it can be spoken to; `undefined` when it ended before. */
async function untilHeard(
  { pid, exited }: LeftProcess,
  state: string,
  { machine: { control, clock }, signal }: Session,
): Promise<RemoteStack | undefined> {
  const ended = new AbortController();
  void exited.then(() => {
    ended.abort();
  });
  const isOver = (): boolean => ended.signal.aborted || signal.aborted;
  while (!isOver()) {
    const remote = await control.connect(control.place(state));
    if (remote?.about.pid === pid) return remote;
    await clock.sleep(pollMs, signal);
  }
  return undefined;
}

/** Shows what happens until then, but for what the services print. Ctrl-C ends the showing, and nothing else. */
async function untilBegun(remote: RemoteStack, { report, signal }: Session): Promise<void> {
  const over = new AbortController();
  // Whoever asks next is told that it has gone.
  const told = new Set([JSON.stringify(stackGone())]);
  const shown = (async () => {
    for await (const event of remote.events(AbortSignal.any([signal, over.signal]))) {
      if (event.kind === 'log-block') continue;
      if ('problem' in event) told.add(JSON.stringify(event.problem));
      report.event(event);
    }
  })();
  const begun = await Promise.race([remote.begun(), untilAborted(signal)]);
  over.abort();
  await shown;
  if (!begun || begun.ok) return;
  // What failed before anybody listened is in the answer alone.
  for (const problem of begun.problems) if (!told.has(JSON.stringify(problem))) report.problem(problem);
}
