/** Bytes that come piece by piece: adding one is cheap, however many there are. */

/** Room for more than this is given back once it is empty, bytes. */
const roomKept = 262_144;

/** What has come and has not been taken. */
export class GrowingBytes {
  #room = new Uint8Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** All of it, to look at until something is added or taken. */
  view(): Uint8Array {
    return this.#room.subarray(0, this.#size);
  }

  add(bytes: Uint8Array): void {
    const size = this.#size + bytes.length;
    if (size > this.#room.length) {
      const room = new Uint8Array(Math.max(size, 2 * this.#room.length));
      room.set(this.view());
      this.#room = room;
    }
    this.#room.set(bytes, this.#size);
    this.#size = size;
  }

  /** The first `count` bytes, which go. */
  take(count: number): Uint8Array {
    const taken = this.#room.slice(0, count);
    this.#room.copyWithin(0, count, this.#size);
    this.#size -= count;
    this.#giveBack();
    return taken;
  }

  /** All of it with `more` behind, in one piece; nothing stays. */
  takeWith(more: Uint8Array): Uint8Array {
    const whole = Buffer.allocUnsafe(this.#size + more.length);
    whole.set(this.view());
    whole.set(more, this.#size);
    this.#size = 0;
    this.#giveBack();
    return whole;
  }

  #giveBack(): void {
    if (this.#size === 0 && this.#room.length > roomKept) this.#room = new Uint8Array(0);
  }
}
