/** Output of services → lines for the page: whole, without secrets, as text, each with how bad it is. */
import type { Event } from '../model/event.ts';
import type { Level } from '../model/log.ts';
import { levelOf } from '../report/level-of.ts';
import type { LogLine } from './page-state.ts';
import { plainText } from './plain-text.ts';

/** A block of output. */
export type Block = Extract<Event, { kind: 'log-block' }>;

/** Takes secrets out of whole lines; `key` is handed on from one block of a stream to the next. */
export type Mask = (
  bytes: Uint8Array,
  key: number | undefined,
) => { readonly bytes: Uint8Array; readonly key: number | undefined };

/** Nobody reads on in a line of this length, letters. */
const longestLine = 8_192;

/** Of a line that does not end, so much is kept until it does, bytes: what is shown of it is in there, and whole. */
const longestOpen = 1_048_576;

/** What must be known of a stream to understand what comes next. */
interface StreamState {
  /** A line that has not ended: secrets in it are only known by the whole of it. */
  open: Uint8Array | undefined;
  /** Column of a private key that has not ended. */
  key: number | undefined;
  level: Level;
}

const newline = 0x0a;

/** Must see all blocks of a stream, in order, but for those of which `isPlain` says that nothing rests on them. */
export class LineMaker {
  readonly #mask: Mask;
  readonly #streams = new Map<string, StreamState>();

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  /** The lines that have ended with this block. */
  take(block: Block): readonly LogLine[] {
    const state = this.#stateOf(block);
    const whole = this.#whole(block, state);
    if (!whole) return [];
    const masked = this.#mask(whole, state.key);
    state.key = masked.key;
    const text = Buffer.from(masked.bytes.buffer, masked.bytes.byteOffset, masked.bytes.length).toString();
    const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
    // All of a block may have been of a key.
    if (masked.bytes.length === 0) return [];
    return lines.map((line): LogLine => {
      const plain = plainText(line);
      state.level = levelOf(plain, state.level);
      return [state.level, cut(plain)];
    });
  }

  /** Whether what follows is understood without this block. */
  isPlain(block: Block): boolean {
    const state = this.#streams.get(sourceOf(block));
    if (block.isPartial || state?.open !== undefined || state?.key !== undefined) return false;
    return !bufferOf(block.bytes).includes('KEY-----');
  }

  #stateOf(block: Block): StreamState {
    const source = sourceOf(block);
    const state = this.#streams.get(source) ?? { open: undefined, key: undefined, level: 'info' };
    this.#streams.set(source, state);
    return state;
  }

  #whole({ bytes, isPartial }: Block, state: StreamState): Uint8Array | undefined {
    const parts = state.open ? [state.open, bytes] : [bytes];
    state.open = undefined;
    if (!isPartial) return parts.length === 1 ? bytes : Buffer.concat(parts);
    const joined = Buffer.concat(parts);
    const end = joined.lastIndexOf(newline) + 1;
    state.open = joined.subarray(end, end + longestOpen);
    return end === 0 ? undefined : joined.subarray(0, end);
  }
}

const sourceOf = ({ stream, service }: Block): string => `${stream} ${service}`;

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const cut = (line: string): string =>
  line.length <= longestLine ? line : `${line.slice(0, longestLine)}… (${line.length - longestLine} more)`;
