/** Which processes a run has launched, and what is left of them when it could not end them itself. */
import type { Command, Stop } from '../model/command.ts';
import type { Leftover } from '../model/leftover.ts';
import type { Machine, RunningProcess } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { leftoverNotEnded } from '../model/problems/process.ts';
import { endProcesses } from './end-processes.ts';
import { findRunner } from './runner.ts';

/** What is kept of a launched process: its group has its pid as number. */
interface Launched {
  readonly service: string;
  readonly pid: number;
  readonly identity: string;
  readonly command: string;
  readonly endSignal: Stop['signal'];
}

interface RunRecord {
  /** What all programs of the run have in their environment. */
  readonly tag: string;
  readonly processes: readonly Launched[];
}

const recordFile = (state: string): string => `${state}/run/processes.json`;

/** Keeps on disk what runs, so that the next start can end what an unclean end has left. */
export class LaunchRecord {
  readonly #machine: Machine;
  readonly #state: string;
  readonly #launched = new Set<Launched>();
  #isBegun = false;
  #isDue = false;
  /** Writes follow one another: the last one says what is true. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(machine: Machine, state: string) {
    this.#machine = machine;
    this.#state = state;
  }

  /** Starts a program, and has it in the record until it has ended. */
  async start(service: string, command: Command): Promise<RunningProcess> {
    const { processes } = this.#machine;
    // The tag must be known before anyone has it.
    if (!this.#isBegun) await this.#write();
    const process = await processes.start(command);
    const living = await processes.look(process.pid);
    if (!living) return process;
    const { pid, identity, command: words } = living;
    const launched = { service, pid, identity, command: words, endSignal: command.endSignal ?? 'SIGTERM' };
    this.#launched.add(launched);
    // Until that is written, the tag alone tells whose it is.
    void this.#write();
    void process.exited.then(() => {
      this.#launched.delete(launched);
      return this.#write();
    });
    return process;
  }

  /** All has been ended: nothing is to be remembered. */
  async close(): Promise<void> {
    if (!this.#isBegun) return;
    this.#isBegun = false;
    await this.#written;
    await this.#machine.files.remove(recordFile(this.#state));
  }

  /** What is asked for while another waits its turn is written with that. */
  #write(): Promise<unknown> {
    if (this.#isDue) return this.#written;
    const { files, processes } = this.#machine;
    this.#isBegun = true;
    this.#isDue = true;
    this.#written = this.#written.then(async () => {
      this.#isDue = false;
      if (!this.#isBegun) return;
      const record: RunRecord = { tag: processes.tag, processes: [...this.#launched] };
      await files.makeFolder(`${this.#state}/run`, 0o700);
      await files.write(recordFile(this.#state), `${JSON.stringify(record)}\n`, 0o600);
    });
    return this.#written;
  }
}

/** What still lives of an earlier run of this workspace; nothing while one is under way. */
export async function findLeftovers(machine: Machine, state: string): Promise<readonly Leftover[]> {
  const record = await readRecord(machine, state);
  if (!record || (await findRunner(machine, state)) !== undefined) return [];
  return livingOf(record, machine);
}

/** A dev server may have something to write. The grace of a service is its own; this is for what was abandoned, ms. */
const graceMs = 5_000;

/** Ends what is left of an earlier run, and forgets it. Answers what it has ended. */
export async function endLeftovers(
  machine: Machine,
  state: string,
  kill?: AbortSignal,
): Promise<Result<readonly Leftover[]>> {
  const runner = await findRunner(machine, state);
  const record = await readRecord(machine, state);
  // What another metaton runs is not left over.
  if (!record || (runner !== undefined && runner.pid !== machine.processes.ownPid)) return ok([]);
  const signals = new Map(record.processes.map(({ pid, endSignal }) => [pid, endSignal]));
  const { met, left } = await endProcesses(machine, {
    find: () => livingOf(record, machine),
    signalFor: ({ group }) => signals.get(group) ?? 'SIGTERM',
    graceMs,
    ...(kill ? { kill } : {}),
  });
  if (left.length > 0) return failed(leftoverNotEnded(left));
  await machine.files.remove(recordFile(state));
  return ok(met);
}

/**
 * A recorded process is known by its pid and the time of its start, and by its command or the tag of its run; who
 * belongs to its group belongs to it. Whoever has the tag belongs to the run, wherever it went.
 */
async function livingOf({ tag, processes: launched }: RunRecord, { processes }: Machine): Promise<readonly Leftover[]> {
  const tagged = await processes.tagged(tag);
  const isTagged = new Set(tagged.map(({ pid }) => pid));
  const groups = launched.map(async ({ pid, identity, command }) => {
    const leader = await processes.look(pid);
    const isSame = leader?.identity === identity && (leader.command === command || isTagged.has(pid));
    return isSame ? [leader, ...(await processes.members(pid))] : [];
  });
  const services = new Map(launched.map(({ pid, service }) => [pid, service]));
  const all = [...(await Promise.all(groups)).flat(), ...tagged].filter(({ pid }) => pid !== processes.ownPid);
  const byPid = new Map(all.map((living) => [living.pid, living]));
  return [...byPid.values()].map((living) => ({ ...living, service: services.get(living.group) }));
}

async function readRecord({ files }: Machine, state: string): Promise<RunRecord | undefined> {
  try {
    const { tag, processes } = JSON.parse((await files.read(recordFile(state))) ?? '{}') as Partial<RunRecord>;
    // A tag without a value would be everybody's.
    return typeof tag === 'string' && tag !== '' && Array.isArray(processes)
      ? { tag, processes: processes.filter(isLaunched) }
      : undefined;
  } catch {
    return undefined;
  }
}

const isLaunched = ({ service, pid, identity, command, endSignal }: Partial<Launched>): boolean =>
  [service, identity, command].every((text) => typeof text === 'string') &&
  // 0, 1 and negative numbers stand for more than one process.
  Number.isInteger(pid) &&
  Number(pid) > 1 &&
  (endSignal === 'SIGTERM' || endSignal === 'SIGINT');
