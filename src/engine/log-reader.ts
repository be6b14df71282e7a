/** Reads the stream of events that is kept, from the oldest on, and goes on with it while it is written and rotated. */
import { eventsFile, logFiles, rotatedName, type LogRecord } from '../model/log.ts';
import type { Files, OpenFile } from '../model/machine.ts';
import { parseRecords } from './log-record.ts';
import { LineSplitter } from './split-lines.ts';

/** As much as is read at once, bytes. */
const chunkSize = 65_536;

/** A file and how far it has been read. */
interface Place {
  readonly file: OpenFile;
  readonly lines: LineSplitter;
  offset: number;
}

/** A place in the stream of events. */
export class LogReader {
  readonly #files: Files;
  readonly #folder: string;
  #place: Place | undefined;

  constructor(files: Files, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** All that has come since the last call; at the first, all that there is. */
  async *readNew(): AsyncGenerator<LogRecord> {
    const before = this.#place;
    if (before) {
      yield* readOn(before);
      const newest = await this.#files.stat(this.#path(0));
      // Between two renames there is no newest file: the next call finds it.
      if (newest === undefined || newest.identity === before.file.identity) return;
      // Nobody writes to it any more: this is the rest of it.
      yield* readOn(before);
    }
    const later = await this.#openLater(before?.file.identity);
    for (const file of later) {
      await this.#place?.file.close();
      this.#place = { file, lines: new LineSplitter(), offset: 0 };
      yield* readOn(this.#place);
    }
  }

  /** Lets go of the file that is being read. */
  async close(): Promise<void> {
    await this.#place?.file.close();
    this.#place = undefined;
  }

  /** Files that are newer than the one with this identity, from the oldest to the newest; all where it is gone. */
  async #openLater(identity: string | undefined): Promise<readonly OpenFile[]> {
    const opened = new Map<string, OpenFile>();
    // A file that is renamed meanwhile goes the same way as this loop, so that none is passed by.
    for (let age = 0; age < logFiles; age++) {
      const file = await this.#files.open(this.#path(age));
      if (!file) continue;
      if (opened.has(file.identity)) await file.close();
      else opened.set(file.identity, file);
    }
    const newestFirst = [...opened.values()];
    const known = newestFirst.findIndex((file) => file.identity === identity);
    if (known < 0) return newestFirst.reverse();
    for (const file of newestFirst.slice(known)) await file.close();
    return newestFirst.slice(0, known).reverse();
  }

  #path(age: number): string {
    return `${this.#folder}/${rotatedName(eventsFile, age)}`;
  }
}

async function* readOn(place: Place): AsyncGenerator<LogRecord> {
  for (;;) {
    const bytes = await place.file.read(place.offset, chunkSize);
    if (bytes.length === 0) return;
    place.offset += bytes.length;
    const block = place.lines.push(bytes);
    if (!block) continue;
    for (const line of new TextDecoder().decode(block).split('\n')) yield* parseRecords(line);
  }
}
