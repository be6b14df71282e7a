/** What can be asked of a running stack, in the same process or from another terminal. */
import type { Emit } from './event.ts';
import type { Life } from './life.ts';
import type { Result } from './problem.ts';

/** One service of a running stack. */
export interface ServiceStatus {
  readonly service: string;
  readonly life: Life;
  /** When this phase began, ms since the epoch. */
  readonly since: number;
  /** Leader of its process group; absent while there is none. */
  readonly pid: number | undefined;
  /** When that process was started, ms since the epoch. */
  readonly startedAt: number | undefined;
  /** How often it was started again because it had crashed. */
  readonly restarts: number;
  readonly ports: readonly number[];
  /** The first address worth showing. */
  readonly url: string | undefined;
}

/** A running stack, as whoever steers it sees it. */
export interface StackControl {
  readonly status: () => readonly ServiceStatus[];
  /** Starts services, and what they need, with the settings as they are now; resolves when they are ready. */
  readonly start: (services: readonly string[]) => Promise<Result<void>>;
  /** Stops services and no others; resolves when they are gone. Nobody restarts them until they are asked for. */
  readonly stop: (services: readonly string[]) => Promise<Result<void>>;
  /** Stops services, then starts them with the settings as they are now; resolves when they are ready. */
  readonly restart: (services: readonly string[]) => Promise<Result<void>>;
  /** Asks for the end of the whole stack and does not wait for it. */
  readonly down: () => void;
  /** Hands on each event from now on, until the answer is called. */
  readonly watch: (emit: Emit) => () => void;
}
