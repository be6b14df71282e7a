/** Notices that a process group is gone, cheaply and at once, for all who wait at the same time. */
import type { ProcessTable } from './process-table.ts';

/** How often those that wait are answered, ms: short beside the 0.1 s in which most services end. */
export const pollMs = 20;

/** A process that forks while the table is read may escape one reading, hardly two. */
const readings = 2;

interface Wait {
  readonly gone: Promise<void>;
  readonly resolve: () => void;
}

/** Watches groups. As long as one known member lives, nothing else is asked; the table is read once for all groups. */
export class GroupWatch {
  readonly #table: ProcessTable;
  readonly #pause: () => Promise<unknown>;
  readonly #waits = new Map<number, Wait>();
  /** By group: a member that lived when it was last looked at. */
  readonly #witnesses = new Map<number, number>();

  constructor(table: ProcessTable, pause: () => Promise<unknown>) {
    this.#table = table;
    this.#pause = pause;
  }

  /** Resolves when nobody of the group lives any more. */
  gone(group: number): Promise<void> {
    const known = this.#waits.get(group);
    if (known) return known.gone;
    let resolve: () => void = () => undefined;
    const gone = new Promise<void>((settle) => (resolve = settle));
    this.#waits.set(group, { gone, resolve });
    if (this.#waits.size === 1) void this.#poll();
    return gone;
  }

  /** Waits for the group no longer: whoever waits is told that it is over. */
  forget(group: number): void {
    this.#waits.get(group)?.resolve();
    this.#waits.delete(group);
  }

  /** Whether anyone of the group lives. */
  async isAlive(group: number): Promise<boolean> {
    return (await this.#living([group])).has(group);
  }

  async #poll(): Promise<void> {
    while (this.#waits.size > 0) {
      const groups = [...this.#waits.keys()];
      const living = await this.#living(groups);
      for (const group of groups.filter((candidate) => !living.has(candidate))) {
        this.#waits.get(group)?.resolve();
        this.#waits.delete(group);
      }
      if (this.#waits.size > 0) await this.#pause();
    }
  }

  async #living(groups: readonly number[]): Promise<ReadonlySet<number>> {
    const present = groups.filter((group) => this.#table.hasGroup(group));
    await Promise.all(present.map((group) => this.#ask(group)));
    for (let reading = 0; reading < readings; reading++) {
      const unseen = present.filter((group) => !this.#witnesses.has(group));
      if (unseen.length > 0) await this.#findWitnesses(unseen);
    }
    const living = new Set(present.filter((group) => this.#witnesses.has(group)));
    for (const group of groups) if (!living.has(group)) this.#witnesses.delete(group);
    return living;
  }

  /** The first witness is the leader, whose pid is the group's number. */
  async #ask(group: number): Promise<void> {
    const pid = this.#witnesses.get(group) ?? group;
    const isMember = (await this.#table.row(pid))?.group === group;
    if (isMember) this.#witnesses.set(group, pid);
    else this.#witnesses.delete(group);
  }

  async #findWitnesses(groups: readonly number[]): Promise<void> {
    const wanted = new Set(groups);
    for (const { pid, group } of await this.#table.rows()) if (wanted.has(group)) this.#witnesses.set(group, pid);
  }
}
