/** For which system and processors a program was built, as its first bytes say. */

/** What a program's header tells; more than one architecture where a Mac program holds several. */
export interface ProgramHeader {
  readonly system: 'linux' | 'darwin' | 'win32';
  /** As Node names them, or the number in the header. */
  readonly architectures: readonly string[];
}

/** Enough for any header that is read here, bytes. */
export const headerLength = 4096;

/** `undefined` for what is no program of these systems, such as a script. */
export function readProgramHeader(bytes: Uint8Array): ProgramHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 64) return undefined;
  switch (view.getUint32(0)) {
    case 0x7f454c46:
      return { system: 'linux', architectures: [nameOf(elfNames, view.getUint16(18, view.getUint8(5) === 1))] };
    case 0xcffaedfe:
      return { system: 'darwin', architectures: [nameOf(machNames, view.getUint32(4, true))] };
    case 0xcafebabe:
      return { system: 'darwin', architectures: fatArchitectures(view) };
  }
  return view.getUint16(0) === 0x4d5a ? portableExecutable(view) : undefined;
}

/** e_machine of ELF. */
const elfNames: Readonly<Record<number, string>> = { 0x03: 'ia32', 0x28: 'arm', 0x3e: 'x64', 0xb7: 'arm64' };

/** cputype of Mach-O. */
const machNames: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };

/** Machine of PE. */
const peNames: Readonly<Record<number, string>> = { 0x014c: 'ia32', 0x8664: 'x64', 0xaa64: 'arm64' };

const nameOf = (names: Readonly<Record<number, string>>, number: number): string =>
  names[number] ?? `0x${number.toString(16)}`;

/** More is no program for several processors: the same four bytes begin a Java class. */
const mostArchitectures = 16;

function fatArchitectures(view: DataView): readonly string[] {
  const count = view.getUint32(4);
  const size = 20;
  if (count > mostArchitectures || 8 + count * size > view.byteLength) return [];
  return Array.from({ length: count }, (_, index) => nameOf(machNames, view.getUint32(8 + index * size)));
}

function portableExecutable(view: DataView): ProgramHeader | undefined {
  const start = view.getUint32(0x3c, true);
  if (start + 6 > view.byteLength || view.getUint32(start) !== 0x50450000) return undefined;
  return { system: 'win32', architectures: [nameOf(peNames, view.getUint16(start + 4, true))] };
}

/** Why a program cannot run on a platform such as `linux-x64`, in words; `undefined` where it can, or nothing tells. */
export function whyForeign(header: ProgramHeader | undefined, platform: string): string | undefined {
  const [system, architecture = ''] = platform.split('-');
  if (!header || header.architectures.length === 0) return undefined;
  const fits =
    header.system === system &&
    header.architectures.some(
      // Macs with Apple silicon and Windows on ARM translate programs for Intel.
      (built) => built === architecture || (system !== 'linux' && architecture === 'arm64' && built === 'x64'),
    );
  return fits
    ? undefined
    : `it was built for ${header.system} ${header.architectures.join(' and ')}, this is ${platform}`;
}
