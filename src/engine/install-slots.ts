/** Lets as many installs run at once as memory and cores allow. */
import type { Machine } from '../model/machine.ts';
import { MemoryBudget } from './memory-budget.ts';

/** Much of an install is waiting for a server and for the disk: one core still does two. */
const least = 2;

/** The others wait their turn. */
export class InstallSlots {
  readonly #cores: number;
  readonly #budget: MemoryBudget;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(machine: Machine) {
    this.#cores = Math.max(least, machine.processes.cores);
    this.#budget = new MemoryBudget(machine);
  }

  /** Does the work as soon as there is room for it. */
  async take<T>(service: string, memoryMiB: number, work: () => Promise<T>): Promise<T> {
    while (!(await this.#enter(service, memoryMiB))) await new Promise<void>((wake) => this.#waiting.add(wake));
    try {
      return await work();
    } finally {
      this.#running--;
      this.#budget.release(service);
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    }
  }

  async #enter(service: string, memoryMiB: number): Promise<boolean> {
    if (this.#running >= this.#cores) return false;
    // At once: another may ask while memory is looked at.
    this.#running++;
    if ((await this.#budget.reserve(service, memoryMiB)).length === 0) return true;
    this.#running--;
    return false;
  }
}
