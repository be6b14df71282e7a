/** The last output of all services, for those who come later or read slowly. Bounded, whoever prints and whoever reads. */
import type { Block, LineMaker } from './line-maker.ts';
import type { LogEntry } from './page-state.ts';

/** All that is kept, bytes: some hundred thousand lines. */
const usualSize = 16 * 1_048_576;

/** An entry costs this much beside its bytes. */
const entrySize = 256;

/** One block: as it came, until somebody wants to read it. */
interface Entry {
  readonly seq: number;
  block: Block | undefined;
  /** As JSON. */
  text: string;
  lines: number;
  size: number;
}

/** The entries of one service, oldest first; those before `head` are gone. */
interface Shelf {
  entries: (Entry | undefined)[];
  head: number;
  size: number;
}

/** Entries for a reader, in order. */
export interface Batch {
  /** A JSON array of `LogEntry`. */
  readonly text: string;
  /** Number of the last of them. */
  readonly last: number;
}

/** Someone who reads on from where they are. */
export interface Reader {
  /** The next entries, up to so many letters; `undefined` when there are none. */
  readonly read: (letters: number) => Batch | undefined;
  /** How many lines have gone before they were read, since this was last asked; `undefined` where nobody counted. */
  readonly missed: () => number | undefined;
  readonly close: () => void;
}

/** Where a reader is. */
interface Place {
  next: number;
  missed: number;
  hasUncounted: boolean;
}

/** What overflows goes from the service that takes the most: one that floods cannot push out the others. */
export class OutputRing {
  readonly #maker: LineMaker;
  readonly #longest: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #places = new Set<Place>();
  #seq = 0;
  #size = 0;
  /** The highest number that is gone. */
  #gone = 0;

  constructor(maker: LineMaker, size = usualSize) {
    this.#maker = maker;
    this.#longest = size;
  }

  /** Costs next to nothing: lines are made of it when somebody reads. */
  push(block: Block): void {
    const shelf = this.#shelves.get(block.service) ?? { entries: [], head: 0, size: 0 };
    this.#shelves.set(block.service, shelf);
    const entry: Entry = { seq: ++this.#seq, block: own(block), text: '', lines: 0, size: 0 };
    shelf.entries.push(entry);
    this.#resize(shelf, entry, block.bytes.length + entrySize);
    while (this.#size > this.#longest) this.#dropOldest();
  }

  /** Reads from behind this number on. */
  open(after: number): Reader {
    // One that this run has not given yet is of another.
    const from = after > this.#seq ? 0 : after;
    const place: Place = { next: from + 1, missed: 0, hasUncounted: this.#gone > from };
    this.#places.add(place);
    return {
      read: (letters) => this.#read(place, letters),
      missed: () => {
        const { missed, hasUncounted } = place;
        place.missed = 0;
        place.hasUncounted = false;
        return hasUncounted ? undefined : missed;
      },
      close: () => void this.#places.delete(place),
    };
  }

  #read(place: Place, letters: number): Batch | undefined {
    const found: Entry[] = [];
    let length = 0;
    const heads = [...this.#shelves.values()].map((shelf) => ({ shelf, index: firstFrom(shelf, place.next) }));
    while (length < letters) {
      let best: (typeof heads)[number] | undefined;
      for (const head of heads) {
        const seq = head.shelf.entries[head.index]?.seq;
        if (seq !== undefined && seq < (best?.shelf.entries[best.index]?.seq ?? Infinity)) best = head;
      }
      const entry = best?.shelf.entries[best.index];
      if (!best || !entry) break;
      this.#finish(best.shelf, best.index);
      best.index++;
      length += entry.text.length;
      place.next = entry.seq + 1;
      if (entry.lines > 0) found.push(entry);
    }
    const last = found.at(-1)?.seq;
    return last === undefined ? undefined : { text: `[${found.map(({ text }) => text).join(',')}]`, last };
  }

  /** Makes lines of all of a shelf up to there: what a line means rests on those before it. */
  #finish(shelf: Shelf, upTo: number): void {
    let index = upTo;
    while (index > shelf.head && shelf.entries[index - 1]?.block !== undefined) index--;
    for (; index <= upTo; index++) {
      const entry = shelf.entries[index];
      if (entry?.block) this.#makeLines(shelf, entry, entry.block);
    }
  }

  #makeLines(shelf: Shelf, entry: Entry, block: Block): void {
    const lines = this.#maker.take(block);
    const { service, stream, at } = block;
    const made: LogEntry = { seq: entry.seq, service, isError: stream === 'stderr', at, lines };
    entry.block = undefined;
    entry.lines = lines.length;
    entry.text = lines.length === 0 ? '' : JSON.stringify(made);
    this.#resize(shelf, entry, entry.text.length + entrySize);
  }

  #dropOldest(): void {
    let largest: Shelf | undefined;
    for (const shelf of this.#shelves.values()) if (shelf.size > (largest?.size ?? 0)) largest = shelf;
    const entry = largest?.entries[largest.head];
    if (!largest || !entry) return;
    const waiting = [...this.#places].filter(({ next }) => next <= entry.seq);
    if (entry.block && (waiting.length > 0 || !this.#maker.isPlain(entry.block)))
      this.#makeLines(largest, entry, entry.block);
    for (const place of waiting) place.missed += entry.lines;
    this.#gone = Math.max(this.#gone, entry.seq);
    this.#resize(largest, entry, 0);
    largest.entries[largest.head++] = undefined;
    if (largest.head > largest.entries.length / 2) {
      largest.entries = largest.entries.slice(largest.head);
      largest.head = 0;
    }
  }

  #resize(shelf: Shelf, entry: Entry, size: number): void {
    shelf.size += size - entry.size;
    this.#size += size - entry.size;
    entry.size = size;
  }
}

/** Index of the first entry with this number or a higher one. */
function firstFrom({ entries, head }: Shelf, seq: number): number {
  let [low, high] = [head, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A small view would keep all of the buffer that it is a part of. */
const own = (block: Block): Block =>
  block.bytes.buffer.byteLength > 2 * block.bytes.length + entrySize
    ? { ...block, bytes: Uint8Array.from(block.bytes) }
    : block;
