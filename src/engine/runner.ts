/** Which metaton runs the services of a workspace: one at a time. */
import type { Machine } from '../model/machine.ts';

/** Who wrote the record: a pid alone may have been given to another process since. */
interface Runner {
  readonly pid: number;
  readonly identity: string;
}

const recordFile = (state: string): string => `${state}/run/metaton.json`;

/** Pid of the metaton that runs services of the workspace now; a record of one that is gone counts for nothing. */
export async function findRunner({ files, processes }: Machine, state: string): Promise<number | undefined> {
  const text = await files.read(recordFile(state));
  const runner = text === undefined ? undefined : parse(text);
  if (!runner) return undefined;
  return (await processes.identity(runner.pid)) === runner.identity ? runner.pid : undefined;
}

/** Says that this process runs the services; the answer takes that back. */
export async function recordRunner({ files, processes }: Machine, state: string): Promise<() => Promise<void>> {
  const identity = (await processes.identity(processes.ownPid)) ?? '';
  await files.makeFolder(`${state}/run`, 0o700);
  await files.write(recordFile(state), `${JSON.stringify({ pid: processes.ownPid, identity })}\n`, 0o600);
  return () => files.remove(recordFile(state));
}

function parse(text: string): Runner | undefined {
  try {
    const { pid, identity } = JSON.parse(text) as Partial<Runner>;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}
