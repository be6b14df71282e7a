/** Ends a process group: asks, waits as long as it may, kills what is left. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Haste, Stop } from '../model/command.ts';
import type { Exit } from '../model/exit.ts';
import type { GroupEnd } from '../model/machine.ts';
import { GroupWatch, pollMs } from './group-watch.ts';
import { living } from './living.ts';
import { processTable } from './process-table.ts';

/** What a second Ctrl-C leaves of the grace, ms: enough for a service that is about to end, too short to annoy. */
const defaultHurryMs = 2_000;

/** A killed process is gone at once, unless the disk or the network holds it, or it is another user's, ms. */
const killedWithinMs = 5_000;

/** One for all groups, so that several that stop at once share what is read. */
const watch = new GroupWatch(processTable, () => pause(pollMs));

/** Resolves when nobody of the group lives any more. */
const groupGone = async (group: number, exited: Promise<Exit>): Promise<void> => {
  // Windows has no groups: taskkill ends the tree of the process with it.
  await (process.platform === 'win32' ? exited : watch.gone(group));
};

/** Whether anyone of the group lives. */
export const isGroupAlive = async (group: number, exited: Promise<Exit>): Promise<boolean> =>
  process.platform === 'win32'
    ? (await Promise.race([exited, Promise.resolve(undefined)])) === undefined
    : watch.isAlive(group);

/** Signals the whole group, waits for all of it, kills what is left after the grace. Says whether it had to, and whom it could not. */
export async function stopGroup(group: number, exited: Promise<Exit>, how: Stop, haste?: Haste): Promise<GroupEnd> {
  let wasKilled = false;
  let giveUp: NodeJS.Timeout | undefined;
  const kill = (): void => {
    if (wasKilled) return;
    wasKilled = true;
    sendSignal(group, 'SIGKILL');
    giveUp = setTimeout(() => {
      watch.forget(group);
    }, killedWithinMs);
  };
  sendSignal(group, how.signal);
  const { againAfterMs } = how;
  const again =
    againAfterMs === undefined
      ? undefined
      : setTimeout(() => {
          sendSignal(group, how.signal);
        }, againAfterMs);
  const endGrace = beginGrace(how, haste, kill);
  await groupGone(group, exited);
  clearTimeout(again);
  clearTimeout(giveUp);
  endGrace();
  const left = await living.members(group);
  // A leader that does not end has no exit.
  const exit = left.length === 0 ? await exited : await Promise.race([exited, Promise.resolve(unknownExit)]);
  return { exit, wasKilled, left };
}

const unknownExit: Exit = { code: undefined, signal: undefined };

/** Calls `whenOver` when the grace is over, or what a user in haste leaves of it. The answer calls that off. */
function beginGrace({ graceMs, hurryMs = defaultHurryMs }: Stop, haste: Haste | undefined, whenOver: () => void) {
  const timers: NodeJS.Timeout[] = [];
  const over = new AbortController();
  const within = (ms: number): void => {
    timers.push(setTimeout(whenOver, ms));
  };
  const onAbort = (signal: AbortSignal | undefined, act: () => void): void => {
    if (signal?.aborted) act();
    else signal?.addEventListener('abort', act, { signal: over.signal });
  };
  within(graceMs);
  onAbort(haste?.hurry, () => {
    within(hurryMs);
  });
  onAbort(haste?.kill, whenOver);
  return (): void => {
    over.abort();
    for (const timer of timers) clearTimeout(timer);
  };
}

function sendSignal(group: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    // Windows has no SIGTERM: the whole tree is ended at once.
    spawn('taskkill', ['/pid', String(group), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-group, signal);
  } catch (error) {
    // ESRCH: all of the group is gone already, which is what was wanted. EPERM: who is left is another user's.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
