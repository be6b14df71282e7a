/** Which metaton runs the services of a workspace: one at a time. */
import type { Facts } from '../model/facts.ts';
import type { Machine } from '../model/machine.ts';

type Runner = NonNullable<Facts['runner']>;

/** Who wrote the record: a pid alone may have been given to another process since. */
interface RunnerRecord extends Runner {
  readonly identity: string;
}

const recordFile = (state: string): string => `${state}/run/metaton.json`;

/** The metaton that runs services of the workspace now; a record of one that is gone counts for nothing. */
export async function findRunner({ files, processes }: Machine, state: string): Promise<Runner | undefined> {
  const text = await files.read(recordFile(state));
  const record = text === undefined ? undefined : parse(text);
  if (!record || (await processes.identity(record.pid)) !== record.identity) return undefined;
  return { pid: record.pid, since: record.since };
}

/** Says that this process runs the services; the answer takes that back. */
export async function recordRunner(machine: Machine, state: string): Promise<() => Promise<void>> {
  const { files, processes, clock } = machine;
  const identity = (await processes.identity(processes.ownPid)) ?? '';
  const record: RunnerRecord = { pid: processes.ownPid, since: clock.now(), identity };
  await files.makeFolder(`${state}/run`, 0o700);
  await files.write(recordFile(state), `${JSON.stringify(record)}\n`, 0o600);
  return () => files.remove(recordFile(state));
}

function parse(text: string): RunnerRecord | undefined {
  try {
    const { pid, since, identity } = JSON.parse(text) as Partial<RunnerRecord>;
    return typeof pid === 'number' && typeof since === 'number' && typeof identity === 'string'
      ? { pid, since, identity }
      : undefined;
  } catch {
    return undefined;
  }
}
