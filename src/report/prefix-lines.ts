/** Puts a prefix before each line of a block, as bytes. */

const newline = 0x0a;

/** The block with `prefix` before every line and nothing else changed. The block must end with a newline. */
export function prefixLines(prefix: Uint8Array, block: Uint8Array): Uint8Array {
  const ends = lineEnds(block);
  const out = new Uint8Array(block.length + ends.length * prefix.length);
  let from = 0;
  let to = 0;
  for (const end of ends) {
    out.set(prefix, to);
    out.set(block.subarray(from, end), to + prefix.length);
    to += prefix.length + (end - from);
    from = end;
  }
  return out;
}

function lineEnds(block: Uint8Array): readonly number[] {
  const ends: number[] = [];
  for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, at + 1)) ends.push(at + 1);
  return ends;
}
