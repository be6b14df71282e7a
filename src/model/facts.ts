/** What is true of the machine right now. Collected by reading only; the planner sees nothing else. */
import type { Problem } from './problem.ts';
import type { Leftover } from './leftover.ts';
import type { PortHolder } from './machine.ts';
import type { CheckoutSnapshot, RecordedFiles } from './patch.ts';

/** What `engine/observe.ts` saw. */
export interface Facts {
  readonly portHolders: ReadonlyMap<number, PortHolder>;
  /** By service; absent where there is no folder. */
  readonly checkouts: ReadonlyMap<string, CheckoutSnapshot>;
  /** What the journals tell of these checkouts, by service; absent where nothing was ever patched. */
  readonly recorded: ReadonlyMap<string, RecordedFiles>;
  /** Why the journals of some tell nothing. */
  readonly journalProblems: readonly Problem[];
  /** Marks that were looked for and not found, by service. */
  readonly missingMarks: ReadonlyMap<string, readonly string[]>;
  /** Version of the OpenSSL in the Node of a service's own runtime; absent where it has no such Node. */
  readonly openssl: ReadonlyMap<string, string>;
  /** Services whose dependencies are installed. */
  readonly installed: ReadonlySet<string>;
  /** What an earlier run of this workspace has left running; nothing while one is under way. */
  readonly leftovers: readonly Leftover[];
  /** Pid of a Postgres left running on this workspace's cluster. */
  readonly leftoverPostgres: number | undefined;
  readonly lastMigration: string | undefined;
  /** The metaton that runs services of this workspace now, and since when, ms since the epoch. */
  readonly runner: { readonly pid: number; readonly since: number } | undefined;
}

/** Whether the next start ends this process, so that what it holds is free then. */
export const isLeftOver = ({ leftovers, leftoverPostgres }: Facts, pid: number | undefined): boolean =>
  pid !== undefined && (pid === leftoverPostgres || leftovers.some((leftover) => leftover.pid === pid));
