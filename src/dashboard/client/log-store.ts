/** All lines that the page has, and those of them that are to be seen. */
import { type Level, levels } from '../../model/log.ts';
import type { LogEntry } from '../page-state.ts';

/** A line with its number; what is missing is a row, too. */
export interface LogRow {
  /** Seq and place: `812.3`. */
  readonly id: string;
  readonly service: string;
  readonly isError: boolean;
  readonly at: number;
  readonly level: Level;
  readonly text: string;
}

/** What is to be seen. */
export interface LogFilter {
  readonly hidden: ReadonlySet<string>;
  /** Nothing better than this; all where absent. */
  readonly level: Level | undefined;
  readonly pattern: RegExp | undefined;
}

/** What the page keeps: more than anybody reads, and no more than it can show without a pause. */
const longest = 100_000;

/** Old lines go so many at a time. */
const slack = 5_000;

/** Of what is missing there is no service. */
export const missingService = '';

/** Grows at the end, and is cut off at the beginning. */
export class LogStore {
  readonly #limit: number;
  #rows: LogRow[] = [];
  #shown: LogRow[] = [];
  #filter: LogFilter = { hidden: new Set(), level: undefined, pattern: undefined };
  /** What came while nothing was to move. */
  #waiting: LogRow[] = [];
  #isPaused = false;
  #droppedShown = 0;
  #missing = 0;
  readonly #listeners = new Set<() => void>();

  constructor(limit = longest) {
    this.#limit = limit;
  }

  /** The rows that are to be seen, in order. Always the same array: look at its length. */
  get shown(): readonly LogRow[] {
    return this.#shown;
  }

  /** How many there are, seen or not. */
  get size(): number {
    return this.#rows.length;
  }

  /** How many have come since the pause. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** How many of those to be seen have ever been cut off. */
  get droppedShown(): number {
    return this.#droppedShown;
  }

  /** Where a row is among those to be seen; -1 where it is not. */
  indexOf(id: string): number {
    return this.#shown.findIndex((row) => row.id === id);
  }

  append(entries: readonly LogEntry[]): void {
    this.#add(
      entries.flatMap(({ seq, service, isError, at, lines }) =>
        lines.map(([level, text], index) => ({ id: `${seq}.${index}`, service, isError, at, level, text })),
      ),
    );
  }

  /** Says that lines are missing here. */
  miss(count: number | undefined): void {
    const text =
      count === undefined
        ? 'Older lines are in the logs.'
        : `Missed ${count} lines: they came faster than this page took them. They are in the logs.`;
    this.#add([
      { id: `missing-${++this.#missing}`, service: missingService, isError: false, at: 0, level: 'error', text },
    ]);
  }

  set filter(filter: LogFilter) {
    this.#filter = filter;
    this.#shown = this.#rows.filter((row) => isSeen(row, filter));
    this.#tell();
  }

  /** From now on nothing moves. */
  pause(): void {
    this.#isPaused = true;
    this.#tell();
  }

  /** What has come meanwhile is there at once. */
  resume(): void {
    this.#isPaused = false;
    this.#add(this.#waiting.splice(0));
    this.#tell();
  }

  /** Forgets all. */
  clear(): void {
    this.#rows = [];
    this.#droppedShown += this.#shown.length;
    this.#shown = [];
    this.#waiting = [];
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #add(rows: readonly LogRow[]): void {
    if (this.#isPaused) {
      for (const row of rows) this.#waiting.push(row);
      if (this.#waiting.length > this.#limit + slack) this.#waiting.splice(0, this.#waiting.length - this.#limit);
    } else {
      for (const row of rows) {
        this.#rows.push(row);
        if (isSeen(row, this.#filter)) this.#shown.push(row);
      }
      if (this.#rows.length > this.#limit + slack) this.#trim();
    }
    this.#tell();
  }

  #trim(): void {
    const gone = new Set(this.#rows.splice(0, this.#rows.length - this.#limit));
    const first = this.#shown.findIndex((row) => !gone.has(row));
    const count = first < 0 ? this.#shown.length : first;
    this.#shown.splice(0, count);
    this.#droppedShown += count;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isSeen({ service, level, text }: LogRow, filter: LogFilter): boolean {
  if (service === missingService) return true;
  if (filter.hidden.has(service)) return false;
  if (filter.level !== undefined && levels.indexOf(level) > levels.indexOf(filter.level)) return false;
  return filter.pattern?.test(text) ?? true;
}

/** What was typed, as a pattern; `undefined` where it is none. */
export function patternOf(words: string, isRegex: boolean): RegExp | undefined {
  try {
    return new RegExp(isRegex ? words : words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i');
  } catch {
    return undefined;
  }
}
