/** Keeps what services print: a file a service with its lines as they came, and one file of all events. */
import type { Emit, Event, Room } from '../model/event.ts';
import { eventsFile, logFiles, serviceFile } from '../model/log.ts';
import type { Machine } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';
import { logWriteFailed } from '../model/problems/logs.ts';
import { type Latin1, linesRecord, logRecord } from './log-record.ts';
import { maskSecrets } from './mask-secrets.ts';
import { rotateFile } from './rotate-file.ts';

const mebibyte = 1_048_576;

/** Bounds of what is kept and of what may wait, bytes. */
export interface LogBounds {
  /** Rotated before it grows beyond this. */
  readonly file: number;
  /** Files of one log, the newest included. */
  readonly files: number;
  /** With more than this on its way to the disk, there is no room. */
  readonly waiting: number;
  /** A line that has not ended is waited for up to this; a secret is only known by the whole of its line. */
  readonly line: number;
}

/** Ten mebibytes still open in any editor; sixteen waiting keep the disk busy and are little beside a service. */
const usualBounds: LogBounds = {
  file: 10 * mebibyte,
  files: logFiles,
  waiting: 16 * mebibyte,
  line: 8 * mebibyte,
};

/** An entry costs this much beside its bytes. */
const entrySize = 256;

/** Records are put into words in pages of this size, bytes: the event loop is left to others in between. */
const pageSize = 4 * mebibyte;

/** What the writer works with. */
export interface LogWriterGround {
  readonly machine: Pick<Machine, 'files' | 'clock'>;
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Told once when something cannot be kept. */
  readonly onProblem: Emit;
  readonly bounds?: LogBounds;
}

type Block = Extract<Event, { kind: 'log-block' }>;

/** What is to be added to files: lines of services by file, and records of what happened. */
interface Additions {
  readonly lines: Map<string, Uint8Array[]>;
  readonly records: (Uint8Array | Lines)[];
}

/** A block that is put into words when there is time. */
interface Lines {
  readonly block: Block;
  readonly masked: Uint8Array;
}

const nothing = (): Additions => ({ lines: new Map(), records: [] });

/** Takes the events of a run and writes them behind its back, in order. */
export class LogWriter {
  readonly #ground: LogWriterGround;
  readonly #bounds: LogBounds;
  #waiting = nothing();
  /** Of all that waits or is being written. */
  #size = 0;
  #pump: Promise<void> | undefined;
  /** Where records are put into words; there while there is something to write. */
  #page: Buffer | undefined;
  #batch: Promise<void> | undefined;
  readonly #sizes = new Map<string, number>();
  /** Files that may end in half a line. */
  readonly #torn = new Set<string>();
  /** By service and stream: what has come of a line that has not ended. */
  readonly #lines = new Map<string, Uint8Array>();
  /** By service and stream: where a private key began that has not ended. */
  readonly #keys = new Map<string, number>();
  readonly #said = new Set<string>();

  constructor(ground: LogWriterGround) {
    this.#ground = ground;
    this.#bounds = ground.bounds ?? usualBounds;
  }

  /** Takes an event; never waits and never fails. */
  readonly take: Emit = (event) => {
    if (event.kind === 'log-block') {
      this.#takeBlock(event);
      return;
    }
    const record = logRecord(event);
    if (record !== undefined) this.#addRecord(Buffer.from(record));
  };

  /** Settles when the disk has caught up a little; `undefined` while it keeps up. */
  readonly room: Room = () => (this.#size > this.#bounds.waiting ? (this.#batch ?? this.#pump) : undefined);

  /** Resolves when all that was taken has been written. */
  async close(): Promise<void> {
    await this.#pump;
  }

  #takeBlock(block: Block): void {
    const source = `${block.stream} ${block.service}`;
    const before = this.#lines.get(source);
    const bytes = before ? Buffer.concat([before, block.bytes]) : block.bytes;
    if (block.isPartial && bytes.length < this.#bounds.line) {
      this.#lines.set(source, bytes);
      return;
    }
    if (before) this.#lines.delete(source);
    const masked = this.#masked(source, bytes);
    if (masked.length === 0) return;
    this.#addLines(serviceFile(block.service), masked);
    this.#addRecord({ block, masked });
  }

  #masked(source: string, block: Uint8Array): Uint8Array {
    const { bytes, key } = maskSecrets(block, this.#keys.get(source));
    if (key === undefined) this.#keys.delete(source);
    else this.#keys.set(source, key);
    return bytes;
  }

  #addLines(file: string, bytes: Uint8Array): void {
    const parts = this.#waiting.lines.get(file);
    if (parts) parts.push(bytes);
    else this.#waiting.lines.set(file, [bytes]);
    this.#size += bytes.length;
  }

  #addRecord(record: Uint8Array | Lines): void {
    this.#waiting.records.push(record);
    this.#size += entrySize;
    this.#pump ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    const { machine, folder } = this.#ground;
    // What comes in this very turn is written together.
    await Promise.resolve();
    await this.#attempt(folder, () => machine.files.makeFolder(folder, 0o700));
    while (this.#waiting.records.length > 0) {
      const batch = this.#waiting;
      this.#waiting = nothing();
      this.#batch = this.#writeBatch(batch);
      await this.#batch;
    }
    this.#batch = undefined;
    this.#pump = undefined;
    this.#page = undefined;
  }

  async #writeBatch({ lines, records }: Additions): Promise<void> {
    await Promise.all([...[...lines].map(([file, parts]) => this.#write(file, parts)), this.#writeRecords(records)]);
    for (const parts of lines.values()) this.#size -= sizeOf(parts);
    this.#size -= records.length * entrySize;
  }

  /** Puts records into words page by page. */
  async #writeRecords(records: Additions['records']): Promise<void> {
    const limit = Math.min(pageSize, this.#bounds.file);
    const page = (this.#page ??= Buffer.allocUnsafe(limit));
    let used = 0;
    const turn = async (): Promise<void> => {
      if (used > 0) await this.#write(eventsFile, [page.subarray(0, used)]);
      used = 0;
    };
    for (const record of records) {
      const parts = record instanceof Uint8Array ? record : linesRecord(record.block, record.masked);
      const size = parts instanceof Uint8Array ? parts.length : parts.reduce((sum, { length }) => sum + length, 0);
      if (used + size > limit) await turn();
      if (size > limit) await this.#write(eventsFile, [bytesOf(parts)]);
      else used = put(page, used, parts);
    }
    await turn();
  }

  async #write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const file = `${this.#ground.folder}/${name}`;
    const isWritten = await this.#attempt(file, async () => {
      for (let from = 0; from < parts.length;) from += await this.#append(file, parts.slice(from));
    });
    if (isWritten) return;
    // A full disk takes a part.
    this.#sizes.delete(file);
    this.#torn.add(file);
  }

  /** Adds as many of the parts as the file has room for; answers how many. */
  async #append(file: string, parts: readonly Uint8Array[]): Promise<number> {
    const { files } = this.#ground.machine;
    const size = this.#sizes.get(file) ?? (await files.stat(file))?.size ?? 0;
    const fitting = countWithin(parts, this.#bounds.file - size);
    // What is longer than any file has one of its own.
    const count = size === 0 ? Math.max(1, fitting) : fitting;
    if (count === 0) {
      await rotateFile(files, file, this.#bounds.files);
      this.#sizes.set(file, 0);
      this.#torn.delete(file);
      return 0;
    }
    const added = [...(this.#torn.has(file) ? [Buffer.from('\n')] : []), ...parts.slice(0, count)];
    await files.append(file, added, 0o600);
    this.#sizes.set(file, size + sizeOf(added));
    this.#torn.delete(file);
    return count;
  }

  async #attempt(file: string, act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#say(logWriteFailed(file, error));
      return false;
    }
  }

  #say(problem: Problem): void {
    if (this.#said.has(problem.code)) return;
    this.#said.add(problem.code);
    const event = { kind: 'problem', problem, at: this.#ground.machine.clock.now() } as const;
    this.#ground.onProblem(event);
    // Those who read the logs later want to know, too.
    this.take(event);
  }
}

function put(page: Buffer, at: number, parts: Uint8Array | Latin1): number {
  if (parts instanceof Uint8Array) {
    page.set(parts, at);
    return at + parts.length;
  }
  let end = at;
  for (const part of parts) end += page.write(part, end, 'latin1');
  return end;
}

const bytesOf = (parts: Uint8Array | Latin1): Uint8Array =>
  parts instanceof Uint8Array ? parts : Buffer.from(parts.join(''), 'latin1');

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((size, { length }) => size + length, 0);

/** How many of the parts, from the first on, are no more than so many bytes together. */
function countWithin(parts: readonly Uint8Array[], most: number): number {
  let size = 0;
  const tooMuch = parts.findIndex(({ length }) => (size += length) > most);
  return tooMuch < 0 ? parts.length : tooMuch;
}
