/** What `.metaton/logs` holds: where, and in which words. Whoever writes it and whoever reads it go by this. */
import type { Life } from './life.ts';
import type { Exit } from './exit.ts';
import type { Problem } from './problem.ts';

/** One thing that was said or happened; `at` is milliseconds since the epoch. */
export type LogRecord =
  | {
      readonly at: number;
      readonly kind: 'line';
      readonly service: string;
      readonly stream: 'stdout' | 'stderr';
      /** An entry: the lines that go on with the first are behind it, each after a newline. */
      readonly line: string;
      /** The line was too long to be kept in one piece: the next of this stream goes on with it. */
      readonly isPartial?: boolean;
    }
  | ({ readonly at: number; readonly kind: 'service-phase'; readonly service: string } & Life)
  | {
      readonly at: number;
      readonly kind: 'service-exited';
      readonly service: string;
      readonly exit: Exit;
      readonly wasKilled: boolean;
    }
  | { readonly at: number; readonly kind: 'notice'; readonly text: string; readonly service?: string }
  | {
      readonly at: number;
      readonly kind: 'problem';
      /** Absent when it concerns the whole stack. */
      readonly service?: string;
      readonly problem: Omit<Problem, 'cause'>;
    };

/** A block of lines as `events.ndjson` has it; of everything else, a line of that file is a `LogRecord`. */
export interface LinesRecord {
  readonly at: number;
  readonly kind: 'lines';
  readonly service: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly isPartial?: boolean;
}

/** Where the logs of a workspace are; `state` is the folder of its state. */
export const logsFolder = (state: string): string => `${state}/logs`;

/** Everything that happened, merged in order, for programs. */
export const eventsFile = 'events.ndjson';

/** The lines of one service. Names of services of the user's own may have any letter, a slash too. */
export const serviceFile = (service: string): string => `${encodeURIComponent(service)}.log`;

/** The name of a file after it has been rotated `age` times; the newest has none. */
export const rotatedName = (file: string, age: number): string => (age === 0 ? file : `${file}.${age}`);

/** As many files as there are of one log, the newest included: with ten mebibytes each, no log outgrows fifty. */
export const logFiles = 5;

/** How bad a line is, from bad to good. */
export const levels = ['error', 'warn', 'notice', 'info', 'debug'] as const;

/** One of these. */
export type Level = (typeof levels)[number];

/** What to show of the logs. */
export interface LogQuery {
  /** Only these; all where empty. */
  readonly services: readonly string[];
  /** Nothing older, ms since the epoch. */
  readonly since: number | undefined;
  readonly pattern: RegExp | undefined;
  /** Nothing better than this. */
  readonly level: Level | undefined;
  /** Only the last so many; all where absent. */
  readonly lines: number | undefined;
}
