/** What can be asked of a running stack, in the same process or from another terminal. */
import type { Emit, Event } from './event.ts';
import type { SeenFailure } from './failure.ts';
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
  /** The newest known failure that it has printed; absent where there is none. */
  readonly lastFailure?: SeenFailure | undefined;
}

/** A running stack, as whoever steers it sees it. */
export interface StackControl {
  readonly status: () => readonly ServiceStatus[];
  /** Resolves when all that it was begun with is ready, or has been given up on. */
  readonly begun: () => Promise<Result<void>>;
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

/** Raised when what is said over the socket changes its meaning. */
export const controlProtocol = 1;

/** Who runs a stack. */
export interface StackAbout {
  readonly protocol: number;
  /** Metaton's. */
  readonly version: string;
  readonly pid: number;
  /** Absolute. */
  readonly workspace: string;
  /** When it began, ms since the epoch. */
  readonly since: number;
  /** What all its programs have in their environment. */
  readonly tag: string;
}

/** What is noted of a stack that runs, so that it is found from other workspaces. */
export interface NotedStack extends Pick<StackAbout, 'pid' | 'workspace' | 'since'> {
  /** Folder of its workspace's state. */
  readonly state: string;
  /** Tells its metaton from any other process that ever had its pid. */
  readonly identity: string;
}

/** A stack that another metaton runs. When that one has gone: the Problem `stack-gone`, thrown where there is no Result. */
export interface RemoteStack {
  readonly about: StackAbout;
  readonly status: () => Promise<readonly ServiceStatus[]>;
  readonly begun: StackControl['begun'];
  readonly start: StackControl['start'];
  readonly stop: StackControl['stop'];
  readonly restart: StackControl['restart'];
  readonly down: () => Promise<void>;
  /** From now on, until the stack has ended or the signal aborts; of one service where it is named. */
  readonly events: (signal: AbortSignal, service?: string) => AsyncIterable<Event>;
}

/** The door between two metatons. */
export interface Control {
  /** Where the stack of a workspace is to be found; `state` is the folder of its state. */
  readonly place: (state: string) => string;
  /** Lets the user's other metatons, and nobody else, steer the stack until the answer is called. */
  readonly serve: (place: string, stack: StackControl, about: StackAbout) => Promise<() => Promise<void>>;
  /** `undefined` where nobody listens. Throws a ProblemError where one of another protocol does. */
  readonly connect: (place: string) => Promise<RemoteStack | undefined>;
}
