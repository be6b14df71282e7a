import { describe, expect, it } from 'vitest';
import { readProgramHeader, whyForeign } from './program-header.ts';

const bytes = (size: number, ...parts: readonly (readonly [number, readonly number[]])[]): Uint8Array => {
  const all = new Uint8Array(size);
  for (const [offset, values] of parts) all.set(values, offset);
  return all;
};
const elf = (machine: number) => bytes(64, [0, [0x7f, 0x45, 0x4c, 0x46, 2, 1]], [18, [machine, 0]]);
const mach = (cpu: number) => bytes(64, [0, [0xcf, 0xfa, 0xed, 0xfe, cpu, 0, 0, 1]]);
const pe = (low: number, high: number) =>
  bytes(256, [0, [0x4d, 0x5a]], [0x3c, [0x80]], [0x80, [0x50, 0x45, 0, 0, low, high]]);
const fat = bytes(64, [0, [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]], [8, [1, 0, 0, 7]], [28, [1, 0, 0, 0x0c]]);

describe('the header of a program', () => {
  it.each([
    ['ELF for x64', elf(0x3e), { system: 'linux', architectures: ['x64'] }],
    ['ELF for arm64', elf(0xb7), { system: 'linux', architectures: ['arm64'] }],
    ['Mach-O for x64', mach(7), { system: 'darwin', architectures: ['x64'] }],
    ['Mach-O for arm64', mach(0x0c), { system: 'darwin', architectures: ['arm64'] }],
    ['Mach-O for both', fat, { system: 'darwin', architectures: ['x64', 'arm64'] }],
    ['PE for x64', pe(0x64, 0x86), { system: 'win32', architectures: ['x64'] }],
    ['a script', bytes(64, [0, [0x23, 0x21]]), undefined],
    ['an empty file', new Uint8Array(), undefined],
    ['PE that is cut', pe(0x64, 0x86).subarray(0, 100), undefined],
  ])('tells %s', (_, given, expected) => {
    expect(readProgramHeader(given)).toEqual(expected);
  });

  it('tells what cannot run here, and no more than that', () => {
    expect(whyForeign(readProgramHeader(elf(0x3e)), 'linux-x64')).toBeUndefined();
    expect(whyForeign(readProgramHeader(elf(0xb7)), 'linux-x64')).toBe(
      'it was built for linux arm64, this is linux-x64',
    );
    expect(whyForeign(readProgramHeader(elf(0x3e)), 'linux-arm64')).toContain('x64');
    expect(whyForeign(readProgramHeader(mach(7)), 'linux-x64')).toContain('darwin');
    expect(whyForeign(readProgramHeader(mach(7)), 'darwin-arm64')).toBeUndefined();
    expect(whyForeign(readProgramHeader(mach(0x0c)), 'darwin-x64')).toContain('arm64');
    expect(whyForeign(readProgramHeader(fat), 'darwin-x64')).toBeUndefined();
    expect(whyForeign(undefined, 'linux-x64')).toBeUndefined();
  });
});
