/** What is true of the machine right now. Collected by reading only; the planner sees nothing else. */
import type { StackAbout } from './control.ts';
import type { Problem } from './problem.ts';
import type { Leftover } from './leftover.ts';
import type { Locked } from './lock.ts';
import type { PortHolder } from './machine.ts';
import type { CheckoutSnapshot, RecordedFiles } from './patch.ts';
import type { FoundRuntime } from './toolchain.ts';

/** What `engine/observe.ts` saw. */
export interface Facts {
  readonly portHolders: ReadonlyMap<number, PortHolder>;
  /** Stacks of this user in other workspaces, by each of the ports above that they hold. */
  readonly stacksAt: ReadonlyMap<number, OtherStack>;
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
  /** Services with the folder that installing their dependencies makes. */
  readonly installed: ReadonlySet<string>;
  /** Of the file that says which dependencies those are: what tells one content of it from another. */
  readonly lockPrints: ReadonlyMap<string, string>;
  /** By service: what metaton's last install was for, also when it did not come to its end. */
  readonly installs: ReadonlyMap<string, InstallRecord>;
  /** By service: the runtime that was found for it, if it is still there. */
  readonly runtimes: ReadonlyMap<string, FoundRuntime>;
  /** By service: the repository and commit that `metaton.lock` has. */
  readonly locked: ReadonlyMap<string, Locked>;
  /** What an earlier run of this workspace has left running; nothing while one is under way. */
  readonly leftovers: readonly Leftover[];
  /** Pid of a Postgres left running on this workspace's cluster. */
  readonly leftoverPostgres: number | undefined;
  readonly lastMigration: string | undefined;
  /** The metaton that runs services of this workspace now, and since when, ms since the epoch. */
  readonly runner: { readonly pid: number; readonly since: number } | undefined;
}

/** A stack that runs in another workspace. */
export type OtherStack = Pick<StackAbout, 'pid' | 'workspace'>;

/** What an install leaves in the workspace's state: half a one must never be taken for a whole. */
export interface InstallRecord {
  /** Lockfile, runtime and platform that it was for. */
  readonly key: string;
  readonly isDone: boolean;
  /** The checkout's own git settings as they were before, where installing may change them. */
  readonly gitConfig?: string | undefined;
}

/** Whether the next start ends this process, so that what it holds is free then. */
export const isLeftOver = ({ leftovers, leftoverPostgres }: Facts, pid: number | undefined): boolean =>
  pid !== undefined && (pid === leftoverPostgres || leftovers.some((leftover) => leftover.pid === pid));
