/** Finds where the last entry of a block begins: only that one may go on with what comes next. */
import { entryHeads, isMore, mayHoldReport, withoutColours } from '../model/entry.ts';

/** So much of the end of a block is looked at first, bytes: most entries are short. */
const glance = 4_096;

/** An entry longer than this is not waited for any longer, bytes. */
const longest = 65_536;

const newline = 0x0a;

/** Offset of the last entry of a block of whole lines; its length where the last entry is too long to be kept back. */
export function lastEntry(block: Uint8Array): number {
  for (let size = glance; ; size *= 4) {
    const from = windowStart(block, Math.min(size, longest));
    if (block.length - from > longest) return block.length;
    const start = from + lastHead(block.subarray(from));
    if (start > from || from === 0) return start;
    if (size >= longest) return block.length;
  }
}

/** Where the first whole line begins within the last `size` bytes. */
function windowStart(block: Uint8Array, size: number): number {
  if (block.length <= size) return 0;
  // The newline that ends the block begins no line.
  const end = block.indexOf(newline, block.length - size) + 1;
  return end < block.length ? end : block.lastIndexOf(newline, block.length - 2) + 1;
}

function lastHead(window: Uint8Array): number {
  const text = latin1(window.subarray(0, -1));
  return mayHoldReport(text) ? lastHeadOfAll(text) : lastHeadUpwards(text);
}

function lastHeadOfAll(text: string): number {
  const lines = text.split('\n');
  const head = entryHeads(lines).at(-1) ?? 0;
  return lines.slice(0, head).reduce((offset, line) => offset + line.length + 1, 0);
}

/** Without a report, a line alone tells whether it goes on, and nearly always the last one does not. */
function lastHeadUpwards(text: string): number {
  let end = text.length;
  for (;;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    if (start === 0 || !isMore(withoutColours(text.slice(start, end)))) return start;
    end = start - 1;
  }
}

/**
 * Where in a block the entry ends that was kept back before it, where that is sure after two lines; otherwise 0. What
 * was kept may end in the first half of a line.
 */
export function endOfEntry(kept: Uint8Array, block: Uint8Array): number {
  const end = block.indexOf(newline) + 1;
  const next = block.subarray(end, block.indexOf(newline, end));
  if (kept.length + end > glance || next.length > glance) return 0;
  const before = latin1(kept) + latin1(block.subarray(0, end));
  return mayHoldReport(before) || isMore(withoutColours(latin1(next))) ? 0 : end;
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
