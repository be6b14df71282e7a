/** Reads a log that comes from anywhere, and tells which known failures it shows. */
import type { KnownFailure } from '../model/failure.ts';
import type { FailureMatcher } from './match-failures.ts';
import { withoutSecrets } from './mask-secrets.ts';
import { LineSplitter } from './split-lines.ts';

/** A known failure that a log shows. */
export interface ExplainedFailure {
  readonly failure: KnownFailure;
  /** The first line that shows it: its number, from one on, and its words. */
  readonly firstLine: number;
  readonly words: string;
  /** How many lines show it. */
  readonly count: number;
}

/** What came of reading a log. */
export interface ExplainedLog {
  readonly lines: number;
  /** In the order in which they first appear. */
  readonly found: readonly ExplainedFailure[];
}

/** More of a line is not shown, letters. */
const longestWords = 240;

/** Reads to the end, however long that is; what has been read is not kept. */
export async function explainLog(log: AsyncIterable<Uint8Array>, matcher: FailureMatcher): Promise<ExplainedLog> {
  const found = new Map<KnownFailure, ExplainedFailure>();
  let lines = 0;
  for await (const block of wholeLines(asUtf8(log))) {
    const text = withInnerText(block);
    for (const { failure, line, offset } of matcher.find(text)) {
      const known = found.get(failure);
      const firstLine = known?.firstLine ?? lines + countLines(text.subarray(0, offset)) + 1;
      const words = known?.words ?? shown(line);
      found.set(failure, { failure, firstLine, words, count: (known?.count ?? 0) + 1 });
    }
    lines += countLines(text);
  }
  return { lines, found: [...found.values()] };
}

const shown = (line: string): string => withoutSecrets(line).trim().slice(0, longestWords);

/** PowerShell writes what it redirects in UTF-16, and says so in the first two bytes. */
async function* asUtf8(log: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let recode: ((bytes: Uint8Array) => Uint8Array) | undefined;
  for await (const bytes of log) {
    recode ??= bytes[0] === 0xff && bytes[1] === 0xfe ? fromUtf16() : (same) => same;
    yield recode(bytes);
  }
}

function fromUtf16(): (bytes: Uint8Array) => Uint8Array {
  const decoder = new TextDecoder('utf-16le');
  return (bytes) => Buffer.from(decoder.decode(bytes, { stream: true }));
}

/** A line that is longer is looked at in parts, bytes. */
const longestLine = 1_048_576;

async function* wholeLines(log: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const splitter = new LineSplitter();
  let waiting = 0;
  for await (const bytes of log) {
    const block = splitter.push(bytes);
    waiting = block ? bytes.length - (bytes.lastIndexOf(newline) + 1) : waiting + bytes.length;
    if (block) yield block;
    if (waiting <= longestLine) continue;
    waiting = 0;
    const part = splitter.flush();
    if (part) yield part;
  }
  const rest = splitter.flush();
  if (rest) yield rest;
}

const newline = 0x0a;

const countLines = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
};

/** Where programs that log JSON have the words. */
const wordKeys = ['line', 'lines', 'text', 'log', 'message', 'msg'] as const;

/** JSON escapes quotes: before each line that is JSON come the words that it has in it, on the same line. */
function withInnerText(block: Uint8Array): Uint8Array {
  if (!block.includes(openingBrace)) return block;
  const lines = new TextDecoder().decode(block).split('\n');
  return Buffer.from(lines.map((line) => (line.startsWith('{') ? `${innerText(line)} ${line}` : line)).join('\n'));
}

const openingBrace = 0x7b;

function innerText(line: string): string {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null) return '';
  const words = wordKeys.flatMap((key) => (key in value ? [(value as Readonly<Record<string, unknown>>)[key]] : []));
  return words
    .flat()
    .filter((word) => typeof word === 'string')
    .join(' ')
    .replaceAll('\n', ' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
