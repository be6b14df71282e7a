/** Finds any of many words in bytes, in one pass that looks at a fraction of them. */

/** So many bytes are looked at together. */
const together = 3;

/** Values that three bytes are told apart by. */
const hashes = 1 << 15;

const hashOf = (first: number, second: number, third: number): number =>
  (first ^ (second << 5) ^ (third << 10)) & (hashes - 1);

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
  /** By hash of the last three of those bytes: the words. */
  readonly #ending: ReadonlyMap<number, readonly number[]>;

  /** The words are ASCII, and none is shorter than three letters. */
  constructor(marks: readonly string[]) {
    this.#marks = marks.map((mark) => Buffer.from(mark, 'latin1'));
    this.#length = Math.min(255, ...this.#marks.map(({ length }) => length));
    this.#shifts = new Uint8Array(hashes).fill(this.#length - together + 1);
    const ending = new Map<number, number[]>();
    for (const [index, mark] of this.#marks.entries()) {
      for (let end = together; end <= this.#length; end++) {
        const hash = hashOf(mark[end - 3] ?? 0, mark[end - 2] ?? 0, mark[end - 1] ?? 0);
        this.#shifts[hash] = Math.min(this.#shifts[hash] ?? 0, this.#length - end);
        if (end === this.#length) ending.set(hash, [...(ending.get(hash) ?? []), index]);
      }
    }
    this.#ending = ending;
  }

  /** Tells of each word that is found, from the first byte to the last. */
  find(bytes: Uint8Array, onMark: OnMark): void {
    if (this.#marks.length === 0) return;
    const shifts = this.#shifts;
    const length = this.#length;
    const size = bytes.length;
    for (let end = length - 1; end < size;) {
      // Within bounds always; an access that could be `undefined` is what the types make of it.
      const hash = hashOf(bytes[end - 2] as number, bytes[end - 1] as number, bytes[end] as number);
      const shift = shifts[hash] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - length + 1;
      const mark = this.#ending.get(hash)?.find((index) => this.#isAt(index, bytes, at));
      end = mark === undefined ? end + 1 : Math.max(end + 1, onMark(mark, at) + length - 1);
    }
  }

  #isAt(index: number, bytes: Uint8Array, at: number): boolean {
    const mark = this.#marks[index] ?? new Uint8Array(0);
    return at + mark.length <= bytes.length && mark.every((byte, offset) => bytes[at + offset] === byte);
  }
}
