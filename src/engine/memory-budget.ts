/** Where memory is short, lets those that take much of it to start come one after the other. */
import type { Machine } from '../model/machine.ts';

/** The memory of those that are starting. */
export class MemoryBudget {
  readonly #freeMiB: Machine['processes']['freeMemoryMiB'];
  /** By service: what it may still take. */
  readonly #reserved = new Map<string, number>();

  constructor(machine: Machine) {
    this.#freeMiB = machine.processes.freeMemoryMiB;
  }

  /** Reserves it where there is enough, or where nobody else is starting; answers the services to wait for otherwise. */
  async reserve(service: string, neededMiB: number): Promise<readonly string[]> {
    if (neededMiB === 0) return [];
    const free = await this.#freeMiB();
    const others = [...this.#reserved].filter(([name]) => name !== service);
    const taken = others.reduce((sum, [, amount]) => sum + amount, 0);
    if (others.length > 0 && free - taken < neededMiB) return others.map(([name]) => name);
    this.#reserved.set(service, neededMiB);
    return [];
  }

  /** True while it may still take what it has reserved. */
  holds(service: string): boolean {
    return this.#reserved.has(service);
  }

  /** It has what it needs, or needs it no more. */
  release(service: string): void {
    this.#reserved.delete(service);
  }
}
