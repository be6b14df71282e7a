/** Ends those that have left their service: it was stopped without them. */
import type { LivingProcess, Machine } from '../model/machine.ts';
import { endProcesses } from './end-processes.ts';

/** Whoever left has seen to itself: it has no more than this, ms. */
const graceMs = 1_000;

/** Ends what this run has started and no longer knows; answers what it met. To be called when all services are gone. */
export async function endStrays(machine: Machine, kill?: AbortSignal): Promise<readonly LivingProcess[]> {
  const { met } = await endProcesses(machine, {
    find: () => machine.processes.tagged(machine.processes.tag),
    signalFor: () => 'SIGTERM',
    graceMs,
    ...(kill ? { kill } : {}),
  });
  return met;
}
