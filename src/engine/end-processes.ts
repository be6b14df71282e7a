/** Ends processes that are nobody's children any more. */
import type { EndSignal, LivingProcess, Machine } from '../model/machine.ts';

/** Whom to end, and how. */
export interface Ending<T extends LivingProcess> {
  /** Those that live now: asked again after each round, since one may have started another meanwhile. */
  readonly find: () => Promise<readonly T[]>;
  /** What asks one to end. */
  readonly signalFor: (process: T) => EndSignal;
  /** After this long they are killed, ms. */
  readonly graceMs: number;
  /** Aborts when there is no time for any grace. */
  readonly kill?: AbortSignal;
}

/** How often it is looked at whether they are gone, ms. */
const pollMs = 20;

/** A killed process is gone at once, unless the disk or the network holds it. */
const killedWithinMs = 1_000;

/** Whoever starts another each time it is killed wins in the end. */
const rounds = 5;

/** Asks all to end, then kills; answers whom it met, and who of them could not be ended. */
export async function endProcesses<T extends LivingProcess>(
  machine: Machine,
  { find, signalFor, graceMs, kill }: Ending<T>,
): Promise<{ readonly met: readonly T[]; readonly left: readonly T[] }> {
  const met = new Map<string, T>();
  for (let round = 0; round < rounds; round++) {
    const living = await find();
    if (living.length === 0) return { met: [...met.values()], left: [] };
    const isPolite = round === 0 && kill?.aborted !== true;
    for (const process of living) {
      met.set(`${process.pid} ${process.identity}`, process);
      await machine.processes.signal(process, isPolite ? signalFor(process) : 'SIGKILL');
    }
    await untilGone(machine, living, isPolite ? graceMs : killedWithinMs, isPolite ? kill : undefined);
  }
  return { met: [...met.values()], left: await find() };
}

async function untilGone(
  { processes, clock }: Machine,
  living: readonly LivingProcess[],
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = clock.now() + withinMs;
  for (const { pid, identity } of living)
    while ((await processes.identity(pid)) === identity && clock.now() < deadline && signal?.aborted !== true)
      await clock.sleep(pollMs, signal);
}
