/** Finds any of many words in bytes, in one pass that looks at a fraction of them. */

/** So many bytes are looked at together. */
const together = 3;

/** Values that three bytes are told apart by. */
const hashes = 1 << 15;

const hashOf = (first: number, second: number, third: number): number =>
  (first ^ (second << 5) ^ (third << 10)) & (hashes - 1);

/** Ends a chain of words. */
const none = -1;

/** Told of a word by its number and where it begins; answers from where on to look further. */
export type OnMark = (mark: number, at: number) => number;

/**
 * Wu and Manber's way: from three bytes it is known how far the next place is at which any word may end. In text without
 * the words, most bytes are never looked at. https://webglimpse.net/pubs/TR94-17.pdf
 */
export class MarkFinder {
  readonly #marks: readonly Uint8Array[];
  /** As long as the shortest word: so much of each is what places are told by. */
  readonly #length: number;
  readonly #shifts: Uint8Array;
  /** By hash of the last three of those bytes: the first of the words; by word: the next with the same hash. */
  readonly #firsts = new Int16Array(hashes).fill(none);
  readonly #nexts: Int16Array;
  /** By word: its first three bytes, which nearly always tell that it is not there. */
  readonly #beginnings: Int32Array;

  /** The words are ASCII, and none is shorter than three letters. */
  constructor(marks: readonly string[]) {
    this.#marks = marks.map((mark) => Buffer.from(mark, 'latin1'));
    this.#length = Math.min(255, ...this.#marks.map(({ length }) => length));
    this.#shifts = new Uint8Array(hashes).fill(this.#length - together + 1);
    this.#nexts = new Int16Array(marks.length).fill(none);
    this.#beginnings = Int32Array.from(this.#marks, (mark) => beginning(mark, 0));
    for (const [index, mark] of this.#marks.entries()) {
      for (let end = together; end <= this.#length; end++) {
        const hash = hashOf(mark[end - 3] ?? 0, mark[end - 2] ?? 0, mark[end - 1] ?? 0);
        this.#shifts[hash] = Math.min(this.#shifts[hash] ?? 0, this.#length - end);
        if (end === this.#length) this.#chain(hash, index);
      }
    }
  }

  #chain(hash: number, index: number): void {
    this.#nexts[index] = this.#firsts[hash] ?? none;
    this.#firsts[hash] = index;
  }

  /** Tells of each word that is found, from the first byte to the last; of two at one place, of the later one. */
  find(bytes: Uint8Array, onMark: OnMark): void {
    if (this.#marks.length === 0) return;
    // What a loop over every byte asks for is not asked of the object each time.
    const [shifts, length, size] = [this.#shifts, this.#length, bytes.length];
    for (let end = length - 1; end < size;) {
      const hash = hashOf(bytes[end - 2] ?? 0, bytes[end - 1] ?? 0, bytes[end] ?? 0);
      const shift = shifts[hash] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - length + 1;
      const mark = this.#markAt(hash, bytes, at);
      end = mark === none ? end + 1 : Math.max(end + 1, onMark(mark, at) + length - 1);
    }
  }

  #markAt(hash: number, bytes: Uint8Array, at: number): number {
    const start = beginning(bytes, at);
    let mark = this.#firsts[hash] ?? none;
    while (mark !== none && (this.#beginnings[mark] !== start || !this.#isAt(mark, bytes, at)))
      mark = this.#nexts[mark] ?? none;
    return mark;
  }

  #isAt(index: number, bytes: Uint8Array, at: number): boolean {
    const mark = this.#marks[index] ?? new Uint8Array(0);
    return at + mark.length <= bytes.length && mark.every((letter, offset) => bytes[at + offset] === letter);
  }
}

const beginning = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
