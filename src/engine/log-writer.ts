/** Keeps what services print: a file a service with its lines as they came, and one file of all events. */
import type { Emit, Event } from '../model/event.ts';
import { eventsFile, logFiles, serviceFile } from '../model/log.ts';
import type { Machine } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';
import { logOverrun, logWriteFailed } from '../model/problems/logs.ts';
import { lineRecords, logRecord } from './log-record.ts';
import { maskSecrets } from './mask-secrets.ts';
import { rotateFile } from './rotate-file.ts';

const mebibyte = 1_048_576;

/** Bounds of what is kept and of what may wait, bytes. */
export interface LogBounds {
  /** Rotated before it grows beyond this. */
  readonly file: number;
  /** Files of one log, the newest included. */
  readonly files: number;
  /** Written in one go: small enough to leave the event loop to others in between. */
  readonly batch: number;
  /** What may wait for the disk; the rest is dropped, and that is said. */
  readonly waiting: number;
}

/** Ten mebibytes still open in any editor; 64 waiting are a second or so of a slow disk. */
const usualBounds: LogBounds = { file: 10 * mebibyte, files: logFiles, batch: mebibyte, waiting: 64 * mebibyte };

/** An entry costs this much beside its bytes. */
const entrySize = 256;

/** What the writer works with. */
export interface LogWriterGround {
  readonly machine: Pick<Machine, 'files' | 'clock'>;
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Told once when something cannot be kept, and once when too much comes. */
  readonly onProblem: Emit;
  readonly bounds?: LogBounds;
}

/** Takes the events of a run and writes them behind its back, in order. */
export class LogWriter {
  readonly #ground: LogWriterGround;
  readonly #bounds: LogBounds;
  #waiting: Event[] = [];
  #waitingSize = 0;
  #pump: Promise<void> | undefined;
  readonly #sizes = new Map<string, number>();
  /** Files that may end in half a line. */
  readonly #torn = new Set<string>();
  /** By service and stream: where a private key began that has not ended. */
  readonly #keys = new Map<string, number>();
  readonly #said = new Set<string>();

  constructor(ground: LogWriterGround) {
    this.#ground = ground;
    this.#bounds = ground.bounds ?? usualBounds;
  }

  /** Takes an event; never waits and never fails. */
  readonly take: Emit = (event) => {
    if (this.#waitingSize + sizeOf(event) > this.#bounds.waiting) {
      this.#say(logOverrun(this.#ground.folder, Math.round(this.#bounds.waiting / mebibyte)));
      return;
    }
    this.#enqueue(event);
  };

  /** Resolves when all that was taken has been written. */
  async close(): Promise<void> {
    await this.#pump;
  }

  #enqueue(event: Event): void {
    this.#waiting.push(event);
    this.#waitingSize += sizeOf(event);
    this.#pump ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    const { machine, folder } = this.#ground;
    // What comes in this very turn is written together.
    await Promise.resolve();
    await this.#attempt(folder, () => machine.files.makeFolder(folder, 0o700));
    while (this.#waiting.length > 0) for (const [file, bytes] of this.#nextBatch()) await this.#write(file, bytes);
    this.#pump = undefined;
  }

  /** The oldest of what waits, put together by file. */
  #nextBatch(): ReadonlyMap<string, readonly Uint8Array[]> {
    const batch = new Map<string, Uint8Array[]>();
    // Short lines grow many times over when each becomes an event: what counts is what comes out.
    let size = 0;
    const add = (file: string, bytes: Uint8Array): void => {
      size += bytes.length;
      const parts = batch.get(file);
      if (parts) parts.push(bytes);
      else batch.set(file, [bytes]);
    };
    let count = 0;
    for (const event of this.#waiting) {
      if (size >= this.#bounds.batch) break;
      this.#put(event, add);
      this.#waitingSize -= sizeOf(event);
      count++;
    }
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }

  #put(event: Event, add: (file: string, bytes: Uint8Array) => void): void {
    if (event.kind === 'log-block') {
      const bytes = this.#masked(event);
      if (bytes.length === 0) return;
      add(serviceFile(event.service), bytes);
      add(eventsFile, Buffer.from(lineRecords(event, bytes)));
      return;
    }
    const record = logRecord(event);
    if (record !== undefined) add(eventsFile, Buffer.from(record));
  }

  #masked({ service, stream, bytes: block }: Extract<Event, { kind: 'log-block' }>): Uint8Array {
    const source = `${stream} ${service}`;
    const { bytes, key } = maskSecrets(block, this.#keys.get(source));
    if (key === undefined) this.#keys.delete(source);
    else this.#keys.set(source, key);
    return bytes;
  }

  async #write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const { files } = this.#ground.machine;
    const file = `${this.#ground.folder}/${name}`;
    const isWritten = await this.#attempt(file, async () => {
      const bytes = Buffer.concat(this.#torn.has(file) ? [Buffer.from('\n'), ...parts] : parts);
      let size = this.#sizes.get(file) ?? (await files.stat(file))?.size ?? 0;
      if (size > 0 && size + bytes.length > this.#bounds.file) {
        await rotateFile(files, file, this.#bounds.files);
        size = 0;
      }
      await files.append(file, bytes, 0o600);
      this.#sizes.set(file, size + bytes.length);
      this.#torn.delete(file);
    });
    if (isWritten) return;
    // A full disk takes a part.
    this.#sizes.delete(file);
    this.#torn.add(file);
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
    this.#enqueue(event);
  }
}

const sizeOf = (event: Event): number => entrySize + (event.kind === 'log-block' ? event.bytes.length : 0);
