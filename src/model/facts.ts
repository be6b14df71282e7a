/** What is true of the machine right now. Collected by reading only; the planner sees nothing else. */
import type { PortHolder } from './machine.ts';
import type { CheckoutSnapshot } from './patch.ts';

/** What `engine/observe.ts` saw. */
export interface Facts {
  readonly portHolders: ReadonlyMap<number, PortHolder>;
  /** By service; absent where there is no folder. */
  readonly checkouts: ReadonlyMap<string, CheckoutSnapshot>;
  /** Marks that were looked for and not found, by service. */
  readonly missingMarks: ReadonlyMap<string, readonly string[]>;
  /** Services whose dependencies are installed. */
  readonly installed: ReadonlySet<string>;
  /** Pid of a Postgres left running on this workspace's cluster. */
  readonly leftoverPostgres: number | undefined;
  readonly lastMigration: string | undefined;
  /** Pid of a metaton that runs services of this workspace now. */
  readonly runner: number | undefined;
}
