/** Recognises known failures in what services print, while it streams by. */
import { withoutColours } from '../model/entry.ts';
import type { Event } from '../model/event.ts';
import { explanationOf, type Explanation, type KnownFailure, type Place, type SeenFailure } from '../model/failure.ts';
import { MarkFinder } from './find-marks.ts';
import { withoutSecrets } from './mask-secrets.ts';

/** A line that shows a known failure. */
export interface FailureMatch {
  readonly failure: KnownFailure;
  /** Without colours. */
  readonly line: string;
  /** Where the line begins in the block. */
  readonly offset: number;
}

/** So much of a line on either side of a mark is looked at, bytes: some lines have a whole configuration in them. */
const reach = 2_048;

const newline = 0x0a;

/** Known failures, made ready to be looked for. */
export class FailureMatcher {
  readonly #failures: readonly KnownFailure[];
  readonly #finder: MarkFinder;
  /** By mark, in the order of the finder: the failures that it may be of. */
  readonly #candidates: readonly (readonly KnownFailure[])[];
  /** By place and service: the fewer are looked for, the faster. */
  readonly #parts = new Map<string, FailureMatcher>();

  constructor(failures: readonly KnownFailure[]) {
    const byMark = new Map<string, KnownFailure[]>();
    for (const failure of failures)
      for (const mark of failure.marks) byMark.set(mark, [...(byMark.get(mark) ?? []), failure]);
    this.#failures = failures;
    this.#finder = new MarkFinder([...byMark.keys()]);
    this.#candidates = [...byMark.values()];
  }

  /** Those alone that a service shows in a place; of all services where none is named. */
  part(place: Place, service?: string): FailureMatcher {
    const key = `${place} ${service ?? ''}`;
    const known = this.#parts.get(key);
    if (known) return known;
    const isOf = ({ services }: KnownFailure): boolean =>
      service === undefined || services.length === 0 || services.includes(service);
    const made = new FailureMatcher(this.#failures.filter((one) => one.seenIn.includes(place) && isOf(one)));
    this.#parts.set(key, made);
    return made;
  }

  /** Of each line, the failure that it shows, if any; only lines with a mark are decoded. */
  find(block: Uint8Array): readonly FailureMatch[] {
    const found: FailureMatch[] = [];
    this.#finder.find(block, (mark, at) => {
      const offset = block.lastIndexOf(newline, at) + 1;
      const end = block.indexOf(newline, at);
      const lineEnd = end < 0 ? block.length : end;
      const line = textOf(block.subarray(Math.max(offset, at - reach), Math.min(lineEnd, at + reach)));
      const failure = this.#candidates[mark]?.find(({ pattern }) => pattern.test(line));
      if (!failure) return at + 1;
      found.push({ failure, line, offset });
      return lineEnd;
    });
    return found;
  }

  /** The failures that are the cause of what a text tells, each once, in the order of its lines. */
  explain(text: string, place: Place, service?: string): readonly Explanation[] {
    const found = this.part(place, service).find(Buffer.from(text));
    const causes = found.map(({ failure }) => failure).filter(({ isHarmless }) => !isHarmless);
    return [...new Set(causes)].map(explanationOf);
  }
}

const decoder = new TextDecoder();

const textOf = (bytes: Uint8Array): string => withoutColours(decoder.decode(bytes)).replace(/\r$/, '');

type Block = Extract<Event, { kind: 'log-block' }>;
type Seen = Extract<Event, { kind: 'failure-seen' }>;

/** A line that has not ended is kept up to this, bytes. */
const longestKept = 65_536;

/** Looks at all that one service prints, from one start to the next. */
export class FailureWatch {
  readonly #matcher: FailureMatcher;
  readonly #service: string;
  readonly #counts = new Map<string, number>();
  /** By stream: what has come of a line that has not ended. */
  readonly #open = new Map<Block['stream'], Uint8Array>();
  /** The newest that is not harmless, with its line as it came: it may come again a thousand times a second. */
  #last:
    { readonly known: KnownFailure; readonly found: string; readonly count: number; readonly at: number } | undefined;

  constructor(matcher: FailureMatcher, service: string) {
    this.#matcher = matcher.part('log', service);
    this.#service = service;
  }

  /** The newest that is not harmless. */
  get last(): SeenFailure | undefined {
    if (!this.#last) return undefined;
    const { known, found, count, at } = this.#last;
    return { failure: explanationOf(known), line: withoutSecrets(found), count, at };
  }

  /** What a block shows for the first time since the start. Must be given all blocks, in order. */
  take(block: Block): readonly Seen[] {
    const lines = this.#wholeLines(block);
    if (!lines) return [];
    return this.#matcher.find(lines).flatMap(({ failure, line }) => this.#note(failure, line, block.at));
  }

  #note(known: KnownFailure, found: string, at: number): readonly Seen[] {
    const count = (this.#counts.get(known.id) ?? 0) + 1;
    this.#counts.set(known.id, count);
    if (!known.isHarmless) this.#last = { known, found, count, at };
    if (count > 1) return [];
    const [failure, line] = [explanationOf(known), withoutSecrets(found)];
    return [{ kind: 'failure-seen', service: this.#service, failure, line, at }];
  }

  #wholeLines({ stream, bytes, isPartial }: Block): Uint8Array | undefined {
    const before = this.#open.get(stream);
    const all = before ? Buffer.concat([before, bytes]) : bytes;
    if (!isPartial) this.#open.delete(stream);
    else if (all.length < longestKept) this.#open.set(stream, all);
    // Of a line without end, the first part is enough.
    else if (before) this.#open.set(stream, new Uint8Array(0));
    return isPartial && all.length < longestKept ? undefined : all;
  }
}
