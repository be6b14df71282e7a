/** What services take of the machine, from one look to the next. */
import type { ServiceStatus } from '../model/control.ts';
import type { GroupUsage, Machine } from '../model/machine.ts';

/** Of one service; `cpuPercent` of one core. */
export interface MeasuredUsage {
  readonly cpuPercent: number;
  readonly memoryMiB: number;
}

/** Remembers the look before. */
export class UsageMeter {
  readonly #machine: Pick<Machine, 'processes' | 'clock'>;
  #before: ReadonlyMap<number, GroupUsage> = new Map();
  #at = 0;

  constructor(machine: Pick<Machine, 'processes' | 'clock'>) {
    this.#machine = machine;
  }

  /** By service; those are missing of which nothing can be told yet. */
  async look(services: readonly ServiceStatus[]): Promise<ReadonlyMap<string, MeasuredUsage>> {
    const { processes, clock } = this.#machine;
    const [before, began] = [this.#before, this.#at];
    this.#before = await processes.usage(services.flatMap(({ pid }) => pid ?? []));
    this.#at = clock.now();
    const found = new Map<string, MeasuredUsage>();
    for (const { service, pid = 0 } of services) {
      const [first, last] = [before.get(pid), this.#before.get(pid)];
      if (!first || !last) continue;
      const cpuPercent = (Math.max(last.cpuMs - first.cpuMs, 0) / Math.max(this.#at - began, 1)) * 100;
      found.set(service, { cpuPercent, memoryMiB: last.memoryMiB });
    }
    return found;
  }
}
