/** The events of a stack for those who listen from outside, as lines of JSON. */
import type { StackControl } from '../model/control.ts';
import type { Event } from '../model/event.ts';
import { toWire } from './control-wire.ts';

/** Output beyond this is not kept for a reader that does not read, bytes: ten screens a second for a minute. */
const longestWait = 8_388_608;

const mebibyte = 1_048_576;

/** Every stream that is open. */
export class EventStreams {
  readonly #stack: StackControl;
  /** What ends each of them. */
  readonly #ends = new Set<() => void>();

  constructor(stack: StackControl) {
    this.#stack = stack;
  }

  /** Each event from now on, of one service where it is named. */
  answer(service: string | undefined): Response {
    const wanted = (event: Event): boolean =>
      service === undefined || ('service' in event && event.service === service);
    return new Response(this.#open(wanted), { headers: { 'content-type': 'application/x-ndjson' } });
  }

  /** Ends them all, once each has heard what there was. */
  end(): void {
    for (const end of [...this.#ends]) end();
  }

  #open(wanted: (event: Event) => boolean): ReadableStream<Uint8Array> {
    let missed = 0;
    let leave: () => void = () => undefined;
    const send = (controller: Controller, event: Event): void => {
      if (!wanted(event)) return;
      const isFull = (controller.desiredSize ?? 0) <= 0;
      // Phases and Problems are few, and whoever missed one would be misled.
      if (event.kind === 'log-block' && isFull) missed += event.bytes.length;
      else controller.enqueue(lineOf(event));
    };
    const tellMissed = (controller: Controller): void => {
      if (missed > 0) controller.enqueue(lineOf(missedNotice(missed)));
      missed = 0;
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          // Headers go out with the first byte only, and whoever listens wants to know that it does.
          controller.enqueue(Buffer.from('\n'));
          const forget = this.#stack.watch((event) => {
            send(controller, event);
          });
          const end = (): void => {
            leave();
            tellMissed(controller);
            controller.close();
          };
          leave = () => {
            forget();
            this.#ends.delete(end);
          };
          this.#ends.add(end);
        },
        pull: tellMissed,
        cancel: () => {
          leave();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: longestWait }),
    );
  }
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

const lineOf = (event: Event): Uint8Array => Buffer.from(`${toWire(event)}\n`);

const missedNotice = (bytes: number): Event => ({
  kind: 'notice',
  text: `${(bytes / mebibyte).toFixed(1)} MiB are not shown: they came faster than they were read here. They are in the logs`,
  at: Date.now(),
});
