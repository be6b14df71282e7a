/** What happens, for one page: server-sent events, made when the page takes them, so that nothing piles up for it. */
import type { Clock } from '../model/machine.ts';
import type { Changes } from './changes.ts';
import type { OutputRing, Reader } from './output-ring.ts';
import type { MissedLines, Topic } from './page-state.ts';

/** The parts of the state, each as JSON with a number that grows when it changes. */
export interface Topics {
  readonly names: readonly Topic[];
  readonly version: (topic: Topic) => number;
  readonly text: (topic: Topic) => string;
}

/** What every stream reads from. */
export interface StreamGround {
  readonly clock: Clock;
  readonly topics: Topics;
  readonly ring: OutputRing;
  readonly changes: Changes;
  /** Aborts when the stack has ended. */
  readonly ended: AbortSignal;
}

/** Proxies and browsers take a silent connection for a dead one, ms. */
const pingMs = 15_000;

/** As much output as goes out in one piece, letters: a thousand slow readers hold no more than so much each. */
const pieceLetters = 65_536;

/** A page that lost its connection comes back after so long, ms. */
const retryMs = 1_000;

const encoder = new TextEncoder();

/** Events from behind this number on; the state as it is comes first. */
export function eventStream(ground: StreamGround, after: number, onClose: () => void): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const reader = ground.ring.open(after);
  const leave = (): void => {
    left.abort();
    reader.close();
    onClose();
  };
  const pieces = piecesOf(ground, reader, left.signal);
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
      },
      pull: async (controller) => {
        const next = await pieces.next();
        if (next.done !== true) {
          controller.enqueue(encoder.encode(next.value));
          return;
        }
        if (!left.signal.aborted) controller.close();
        leave();
      },
      cancel: leave,
    },
    new CountQueuingStrategy({ highWaterMark: 1 }),
  );
}

async function* piecesOf(ground: StreamGround, reader: Reader, left: AbortSignal): AsyncGenerator<string, undefined> {
  const known = new Map<Topic, number>();
  for (;;) {
    const piece = nextPiece(ground, reader, known);
    if (piece !== undefined) yield piece;
    else if (left.aborted) return undefined;
    else if (ground.ended.aborted) {
      yield event('bye', '{}');
      return undefined;
    } else if (await isQuiet(ground, left)) yield ': ping\n\n';
  }
}

function nextPiece({ topics }: StreamGround, reader: Reader, known: Map<Topic, number>): string | undefined {
  const due = topics.names.filter((name) => topics.version(name) !== known.get(name));
  for (const name of due) known.set(name, topics.version(name));
  const state = due.map((name) => event(name, topics.text(name)));
  const missed = reader.missed();
  if (missed !== 0) state.push(event('missed', JSON.stringify({ count: missed } satisfies MissedLines)));
  const batch = reader.read(pieceLetters);
  if (batch) state.push(`id: ${batch.last}\n${event('log', batch.text)}`);
  return state.length === 0 ? undefined : state.join('');
}

/** Waits; true when nothing has come for so long that a sign of life is due. */
async function isQuiet({ clock, changes, ended }: StreamGround, left: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, left, ended]);
  const first = await Promise.race([
    changes.next(signal).then(() => false),
    clock.sleep(pingMs, signal).then(() => !signal.aborted),
  ]);
  over.abort();
  return first;
}

/** JSON has no ends of lines. */
const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
