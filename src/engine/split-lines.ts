/** Cuts a stream of bytes into blocks of whole lines, never decoding them: a letter cut in two stays one letter. */

const newline = 0x0a;

/** Keeps the unfinished end of one stream until its line is whole. */
export class LineSplitter {
  #rest: Uint8Array[] = [];

  /** The whole lines that `bytes` completes, newline included; `undefined` when it completes none. */
  push(bytes: Uint8Array): Uint8Array | undefined {
    const end = bytes.lastIndexOf(newline) + 1;
    if (end === 0) {
      if (bytes.length > 0) this.#rest.push(bytes);
      return undefined;
    }
    const whole = [...this.#rest, bytes.subarray(0, end)];
    this.#rest = end < bytes.length ? [bytes.subarray(end)] : [];
    return join(whole);
  }

  /** What is left when the stream has ended, made a line; `undefined` when nothing is. */
  flush(): Uint8Array | undefined {
    if (this.#rest.length === 0) return undefined;
    const whole = join([...this.#rest, Uint8Array.of(newline)]);
    this.#rest = [];
    return whole;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
