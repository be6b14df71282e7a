/** Output of services → lines of a screen that all services share: each begins with whose it is. */
import type { Event } from '../model/event.ts';
import { prefixLines } from './prefix-lines.ts';

/** How lines are shown. */
export interface LineStyle {
  readonly prefixOf: (service: string) => Uint8Array;
  /** The local time before every line. */
  readonly hasTime: boolean;
}

type Block = Extract<Event, { kind: 'log-block' }>;

const newline = 0x0a;

/** Stands at the end of what has come of a line that has not ended, and before the rest of it. */
const partMark = Buffer.from('…');

/** Answers each block as it is to be shown; must see all blocks, in order. */
export function makeLogLines({ prefixOf, hasTime }: LineStyle): (block: Block) => Uint8Array {
  /** Streams whose last line has not ended. */
  const open = new Set<string>();
  return (block) => {
    const source = `${block.stream} ${block.service}`;
    const isRest = open.delete(source);
    if (block.isPartial) open.add(source);
    // All of the line has been shown before it ended.
    if (isRest && block.bytes.length === 1 && block.bytes[0] === newline) return new Uint8Array(0);
    const prefix = hasTime
      ? Buffer.concat([Buffer.from(`${localTime(block.at)} `), prefixOf(block.service)])
      : prefixOf(block.service);
    return prefixLines(prefix, block.isPartial || isRest ? marked(block, isRest) : block.bytes);
  };
}

const marked = ({ bytes, isPartial }: Block, isRest: boolean): Uint8Array =>
  Buffer.concat([...(isRest ? [partMark] : []), bytes, ...(isPartial ? [partMark, Uint8Array.of(newline)] : [])]);

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** `18:03:07.042`. */
function localTime(at: number): string {
  const time = new Date(at);
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
    padded(part, 2),
  );
  return `${hours}:${minutes}:${seconds}.${padded(time.getMilliseconds(), 3)}`;
}
