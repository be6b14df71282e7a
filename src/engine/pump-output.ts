/** Passes on what a service prints: blocks of whole lines as the bytes that came, in order, entries in one piece. */
import type { Emit, Room } from '../model/event.ts';
import type { Machine, RunningProcess } from '../model/machine.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { endOfEntry, lastEntry } from './last-entry.ts';

/** What a pump works with. */
export interface PumpGround {
  readonly machine: Pick<Machine, 'clock'>;
  readonly emit: Emit;
  /** Asked after each block; while it holds, nothing more is taken, so that the service itself is made to wait. */
  readonly room?: Room | undefined;
}

type OnLines = (bytes: Uint8Array) => void;

/** An entry is waited for no longer than this, ms: the lines of a stack come at once, and nobody notices it. */
const entryMs = 30;

/** A line without end after this pause is a question or a progress bar, ms. */
const pauseMs = 250;

/** A progress bar that never pauses is shown as often as this, ms. */
const longestPauseMs = 1_000;

/** A line that is longer is cut, so that memory is bounded, bytes. */
const longestLine = 16 * 1_048_576;

/** So much before the end of such a line is looked through for a space to cut at: words, and secrets, stay whole. */
const cutRange = 65_536;

/** Passes on all that a process prints, until it has closed both streams; `onLines` sees each line at once. */
export async function pumpOutput(
  service: string,
  output: RunningProcess['output'],
  onLines: OnLines,
  ground: PumpGround,
): Promise<void> {
  const pumps = {
    stdout: new StreamPump(service, 'stdout', onLines, ground),
    stderr: new StreamPump(service, 'stderr', onLines, ground),
  };
  for await (const { stream, bytes } of output) {
    // What the other stream keeps back came first.
    pumps[stream === 'stdout' ? 'stderr' : 'stdout'].passEntry();
    pumps[stream].push(bytes);
    const room = ground.room?.();
    if (room) for (const pump of Object.values(pumps)) pump.pauseWhile(room);
    await room;
  }
  pumps.stdout.end();
  pumps.stderr.end();
}

const newline = 0x0a;

/** From this on, not copying a block is worth a block more, bytes. */
const large = 16_384;

/** One stream of one service. */
class StreamPump {
  readonly #service: string;
  readonly #stream: 'stdout' | 'stderr';
  readonly #onLines: OnLines;
  readonly #ground: PumpGround;
  /** What has come and has not been passed on: an entry that may go on, then a line without end. */
  readonly #kept = new GrowingBytes();
  /** How much of it is the entry. */
  #entry = 0;
  /** How much of the line without end has been passed on already; there is no entry then. */
  #shown = 0;
  #cameAt = 0;
  /** When the line without end was last shown, or began, and how long it was when it was shown. */
  #shownAt = 0;
  #sizeShown = 0;
  #isWatched = false;
  #paused: Promise<void> | undefined;
  readonly #ended = new AbortController();

  constructor(service: string, stream: 'stdout' | 'stderr', onLines: OnLines, ground: PumpGround) {
    this.#service = service;
    this.#stream = stream;
    this.#onLines = onLines;
    this.#ground = ground;
  }

  push(bytes: Uint8Array): void {
    this.#cameAt = this.#ground.machine.clock.now();
    const end = bytes.lastIndexOf(newline) + 1;
    if (end > 0) this.#passLines(bytes.subarray(0, end));
    if (end < bytes.length) {
      if (this.#kept.size === this.#entry) this.#shownAt = this.#cameAt;
      this.#kept.add(bytes.subarray(end));
      if (this.#kept.size - this.#entry >= longestLine) this.#cutLine();
    }
    if (!this.#isWatched && this.#kept.size > 0) void this.#watch();
  }

  /** While nothing is taken, a line without end says nothing of the service. */
  pauseWhile(promise: Promise<void>): void {
    this.#paused = promise;
  }

  /** Passes on the entry that has been kept back. */
  passEntry(): void {
    if (this.#entry === 0) return;
    this.#emit(this.#kept.take(this.#entry));
    this.#entry = 0;
  }

  /** Passes on all that is left; a line without end is made one. */
  end(): void {
    this.#ended.abort();
    if (this.#kept.size > this.#entry) this.push(Uint8Array.of(newline));
    this.passEntry();
  }

  #passLines(lines: Uint8Array): void {
    if (this.#kept.size > 0 && lines.length >= large) {
      // Joining all of a large block to the little that is kept would copy everything that a fast service prints.
      const end = endOfEntry(this.#kept.view(), lines);
      if (end > 0 && end < lines.length) {
        this.#joinLines(lines.subarray(0, end));
        this.passEntry();
        this.#joinLines(lines.subarray(end));
        return;
      }
    }
    this.#joinLines(lines);
  }

  #joinLines(lines: Uint8Array): void {
    const [entry, shown] = [this.#entry, this.#shown];
    const block = this.#kept.size > 0 ? this.#kept.takeWith(lines) : lines;
    this.#onLines(block.subarray(entry));
    const cut = lastEntry(block);
    this.#shown = 0;
    this.#sizeShown = 0;
    if (cut > shown) this.#emit(block.subarray(shown, cut));
    const rest = block.subarray(Math.max(cut, shown));
    this.#kept.add(rest);
    this.#entry = rest.length;
  }

  #cutLine(): void {
    this.passEntry();
    const line = this.#kept.view();
    const space = line.lastIndexOf(0x20) + 1;
    const cut = space > line.length - cutRange ? space : wholeLetters(line);
    const piece = this.#kept.take(cut);
    this.#onLines(piece);
    if (cut > this.#shown) this.#emit(piece.subarray(this.#shown), true);
    this.#shown = Math.max(0, this.#shown - cut);
    this.#sizeShown = 0;
  }

  #passPartial(): void {
    const line = this.#kept.view();
    const whole = wholeLetters(line);
    this.#shownAt = this.#ground.machine.clock.now();
    this.#sizeShown = line.length;
    if (whole <= this.#shown) return;
    this.#emit(line.slice(this.#shown, whole), true);
    this.#shown = whole;
  }

  /** Looks after what is kept until nothing is: one timer at a time, however fast blocks come. */
  async #watch(): Promise<void> {
    const { clock } = this.#ground.machine;
    this.#isWatched = true;
    while (!this.#ended.signal.aborted) {
      await this.#untilRead();
      const due = this.#dueAt();
      if (due === undefined) break;
      const now = clock.now();
      if (now < due) await this.#sleep(due - now);
      else if (this.#entry > 0) this.passEntry();
      else this.#passPartial();
    }
    this.#isWatched = false;
  }

  /** Waits for the end of a pause, and for what has come meanwhile to be taken. */
  async #untilRead(): Promise<void> {
    while (this.#paused) {
      const paused = this.#paused;
      await paused;
      if (this.#paused === paused) this.#paused = undefined;
      await this.#ground.machine.clock.sleep(entryMs, this.#ended.signal);
    }
  }

  /** A timer that is late had to wait for others, and so had what the service printed: that is to come first. */
  async #sleep(ms: number): Promise<void> {
    const { clock } = this.#ground.machine;
    const until = clock.now() + ms;
    await clock.sleep(ms, this.#ended.signal);
    if (clock.now() > until + entryMs) await clock.sleep(entryMs, this.#ended.signal);
  }

  #dueAt(): number | undefined {
    if (this.#entry > 0) return this.#cameAt + entryMs;
    if (this.#kept.size === this.#sizeShown) return undefined;
    return Math.min(this.#cameAt + pauseMs, this.#shownAt + longestPauseMs);
  }

  #emit(bytes: Uint8Array, isPartial = false): void {
    this.#ground.emit({
      kind: 'log-block',
      service: this.#service,
      stream: this.#stream,
      bytes,
      at: this.#cameAt,
      ...(isPartial ? { isPartial } : {}),
    });
  }
}

/** Bytes of the longest letter that has not come whole. */
const longestLetter = 3;

/** How many bytes there are without a letter of UTF-8 at the end of which a part is missing. */
function wholeLetters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(longestLetter, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOfLetter(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const lengthOfLetter = (first: number): number => {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
};
