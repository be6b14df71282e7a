/** Lets one metaton at a time change what a workspace is made of. */
import type { Machine } from '../model/machine.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { workspaceHeld } from '../model/problems/source.ts';
import { folderOf } from '../model/folder-of.ts';

/** Who is at work: a pid alone may have been given to another process since. */
interface Holder {
  readonly pid: number;
  readonly identity: string;
  readonly since: number;
  readonly command: string;
}

/** Holds the workspace until the answer is called. One whose holder is gone is free. */
export async function holdWorkspace(
  machine: Machine,
  state: string,
  command: string,
): Promise<Result<() => Promise<void>>> {
  const { files, processes, clock } = machine;
  const file = `${state}/run/holder.json`;
  await files.makeFolder(state, 0o700);
  await files.makeFolder(`${state}/run`, 0o700);
  const identity = (await processes.identity(processes.ownPid)) ?? '';
  const mine: Holder = { pid: processes.ownPid, identity, since: clock.now(), command };
  for (;;) {
    if (await files.claim(file, `${JSON.stringify(mine)}\n`, 0o600)) return ok(() => files.remove(file));
    const text = await files.read(file);
    const holder = text === undefined ? undefined : parse(text);
    if (holder && (await processes.identity(holder.pid)) === holder.identity)
      return failed(workspaceHeld(holder, folderOf(state)));
    // Of two that find it left over, one takes it away: the other has then lost nothing but a turn.
    const aside = `${file}.${processes.ownPid}`;
    await files.rename(file, aside);
    const taken = await files.read(aside);
    await files.remove(aside);
    // Somebody was faster, and it is his: he gets it back.
    if (taken !== undefined && taken !== text) await files.claim(file, taken, 0o600);
  }
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
