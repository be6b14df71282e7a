/** Keeps the cause in sight: when a service has fallen, what those that use it shout is shortened, and counted. */
import type { Event } from '../model/event.ts';
import type { Life } from '../model/life.ts';
import { levels } from '../model/log.ts';
import type { Plan } from '../model/step.ts';
import { levelOf } from './level-of.ts';
import { plainLine } from './plain-line.ts';

type LogBlock = Extract<Event, { kind: 'log-block' }>;

/** So many lines of a follower tell what its trouble is. */
const shownLines = 3;

/** Stands before a line that another service's fall explains. */
const mark = Buffer.from('↳ ');

const newline = 0x0a;

/** Looks at all events of a run, and shortens the lines of some services on their way to the screen. */
export class FollowersNoise {
  /** By service: those that use it, directly or through others. */
  #followers = new Map<string, ReadonlySet<string>>();
  /** By service: lines that are no news once one of them has been seen. */
  readonly #repeated = new Map<string, RegExp>();
  /** Services that were ready and are not now. */
  readonly #down = new Set<string>();
  readonly #wasReady = new Set<string>();
  /** By follower: noisy lines since what it follows went down. */
  readonly #noisy = new Map<string, number>();
  /** Services of which a repeated line has been shown since their phase changed. */
  readonly #hasRepeated = new Set<string>();

  /** Learns from a plan who uses whom. */
  learn({ steps }: Plan): void {
    const users = new Map<string, readonly string[]>();
    for (const { action, service } of steps) {
      if (action.kind !== 'launch' || service === undefined) continue;
      users.set(service, action.launch.stopAfter);
      if (action.launch.noise) this.#repeated.set(service, action.launch.noise);
    }
    for (const service of users.keys()) this.#followers.set(service, closure(service, users));
  }

  /** Takes note of a phase; answers what to say when the noise is over. */
  onPhase(service: string, life: Life): readonly string[] {
    this.#hasRepeated.delete(service);
    if (life.phase === 'ready') this.#wasReady.add(service);
    const isDown = life.phase !== 'ready' && life.phase !== 'stopping' && this.#wasReady.has(service);
    if (isDown) this.#down.add(service);
    else if (this.#down.delete(service)) return this.#endOfNoise(service);
    return [];
  }

  /** What of a block is to be shown; `undefined` when nothing is. */
  sift(block: LogBlock): Uint8Array | undefined {
    const repeated = this.#repeated.get(block.service);
    if (!repeated && this.#causeOf(block.service) === undefined) return block.bytes;
    const shown = [...linesOf(block.bytes)].flatMap((line) => this.#show(block, line, repeated));
    return shown.length === 0 ? undefined : Buffer.concat(shown);
  }

  #show({ service }: LogBlock, line: Uint8Array, repeated: RegExp | undefined): readonly Uint8Array[] {
    const text = plainLine(line);
    if (repeated?.test(text) === true) {
      if (this.#hasRepeated.has(service)) return [];
      this.#hasRepeated.add(service);
    }
    if (this.#causeOf(service) === undefined || !isNoisy(text, this.#noisy.has(service))) return [line];
    const count = (this.#noisy.get(service) ?? 0) + 1;
    this.#noisy.set(service, count);
    return count <= shownLines ? [mark, line] : [];
  }

  /** The fallen service that a follower's noise is about. */
  #causeOf(service: string): string | undefined {
    if (this.#down.size === 0 || this.#down.has(service)) return undefined;
    return [...this.#down].find((cause) => this.#followers.get(cause)?.has(service) === true);
  }

  #endOfNoise(cause: string): readonly string[] {
    return [...(this.#followers.get(cause) ?? [])].flatMap((follower) => {
      if (this.#causeOf(follower) !== undefined) return [];
      const hidden = (this.#noisy.get(follower) ?? 0) - shownLines;
      this.#noisy.delete(follower);
      const lines = hidden === 1 ? '1 more line' : `${hidden} more lines`;
      return hidden > 0 ? [`${follower}: ${lines} while ${cause} was down (metaton logs ${follower})`] : [];
    });
  }
}

/** What goes on with a noisy line is noise, too. */
const isNoisy = (text: string, isAfterNoise: boolean): boolean =>
  levels.indexOf(levelOf(text, isAfterNoise ? 'error' : 'info')) <= levels.indexOf('warn');

function closure(service: string, users: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    for (const user of users.get(name) ?? []) {
      if (found.has(user) || user === service) continue;
      found.add(user);
      add(user);
    }
  };
  add(service);
  return found;
}

/** Each line of a block with its end. */
function* linesOf(block: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < block.length;) {
    const end = block.indexOf(newline, from) + 1 || block.length;
    yield block.subarray(from, end);
    from = end;
  }
}
