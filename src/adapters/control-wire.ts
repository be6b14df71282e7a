/** Events as lines of JSON: all there is of them but the bytes is JSON already. */
import type { Event } from '../model/event.ts';

/** One line, without its end. */
export function toWire(event: Event): string {
  if (event.kind === 'log-block')
    return JSON.stringify({ ...event, bytes: Buffer.from(event.bytes).toString('base64') });
  if (!('problem' in event)) return JSON.stringify(event);
  const { cause, ...problem } = event.problem;
  return JSON.stringify({ ...event, problem });
}

/** The event of a line that `toWire` made. */
export function fromWire(line: string): Event {
  const event = JSON.parse(line) as Event & { readonly bytes?: string };
  return event.kind === 'log-block' ? { ...event, bytes: Buffer.from(event.bytes, 'base64') } : event;
}
