/** Puts a prefix before each line of a block, as bytes. */

const newline = 0x0a;

/** The block with `prefix` before every line and nothing else changed. The block must end with a newline. */
export function prefixLines(prefix: Uint8Array, block: Uint8Array): Uint8Array {
  // A dollar has a meaning in what replaces.
  const before = latin1(prefix).replaceAll('$', '$$$$');
  // As Latin-1, every byte is one letter and comes back as it was; and the engine's own replace is the fastest there is.
  const lines = latin1(block.subarray(0, -1)).replace(/\n/g, `\n${before}`);
  const out = Buffer.allocUnsafe(prefix.length + lines.length + 1);
  out.set(prefix);
  out.write(lines, prefix.length, 'latin1');
  out[out.length - 1] = newline;
  return out;
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
