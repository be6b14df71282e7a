/** Whether whoever reads what metaton prints keeps up. */
import type { Room } from '../model/event.ts';

/** So much may wait for the reader before services are made to wait, bytes. */
const waitingLimit = 1_048_576;

/** How long each further block waits for a reader that stands still while the stack is being stopped, ms. */
const stoppingMs = 20;

/** The room on a stream. After the wish to stop, nobody waits for long: a reader that stands still must not hold it up. */
export function roomOf(stream: NodeJS.WriteStream, signal: AbortSignal): Room {
  const waiting = new Set<() => void>();
  const release = (): void => {
    for (const go of waiting) go();
    waiting.clear();
  };
  stream.on('drain', release).on('close', release);
  signal.addEventListener('abort', release);
  return () => {
    if (stream.destroyed || stream.writableLength <= waitingLimit) return undefined;
    return new Promise((resolve) => {
      waiting.add(resolve);
      if (signal.aborted) setTimeout(resolve, stoppingMs);
    });
  };
}
