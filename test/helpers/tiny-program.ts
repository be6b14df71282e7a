/** Programs of a few hundred bytes, made by hand, so that a test has one for any version and any processor. */

/** Machine code for x64 Linux: write(1, text, length); exit(0). */
const code = (textAt: number, length: number): Buffer => {
  const bytes = Buffer.from([
    0xb8, 0x01, 0x00, 0x00, 0x00, 0xbf, 0x01, 0x00, 0x00, 0x00, 0x48, 0xbe, 0, 0, 0, 0, 0, 0, 0, 0, 0xba, 0, 0, 0, 0,
    0x0f, 0x05, 0xb8, 0x3c, 0x00, 0x00, 0x00, 0x31, 0xff, 0x0f, 0x05,
  ]);
  bytes.writeBigUInt64LE(BigInt(textAt), 12);
  bytes.writeUInt32LE(length, 21);
  return bytes;
};

/** e_machine of the processors that a test may want. */
const machines = { x64: 0x3e, arm64: 0xb7 } as const;

/** A program for Linux that prints a text and ends; only that for x64 really runs. */
export function tinyProgram(text: string, machine: keyof typeof machines = 'x64'): Buffer {
  const base = 0x400000;
  const start = 64 + 56;
  const said = Buffer.from(text);
  const body = code(base + start + 36, said.length);
  const size = start + body.length + said.length;
  const header = Buffer.alloc(start);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machines[machine], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + start), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  for (const [at, value] of [
    [80, base],
    [88, base],
    [96, size],
    [104, size],
    [112, 0x1000],
  ] as const)
    header.writeBigUInt64LE(BigInt(value), at);
  return Buffer.concat([header, body, said]);
}
