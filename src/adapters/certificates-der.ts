/** The little of DER that name constraints need: elements of one tag byte, put together and taken apart. */

/** One element: what it is, and what is in it. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
}

/** An element with these contents, one after the other. */
export function derElement(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
}

/** The elements that stand in `der` one after the other. Throws a RangeError where it is cut off. */
export function derChildren(der: Buffer): readonly Der[] {
  const children: Der[] = [];
  let at = 0;
  while (at < der.length) {
    const tag = der.readUInt8(at);
    const short = der.readUInt8(at + 1);
    const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
    const length = lengthBytes === 0 ? short : der.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + length > der.length) throw new RangeError('DER is cut off');
    children.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return children;
}

/** Below 128 the length itself; above, the number of bytes it takes and then the bytes. */
function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
