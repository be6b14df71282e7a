/** Failures of services that are known: how they are told, what they mean and what to do about them. */

/** Where the words of a failure stand: in what a service prints, in what it answers, or in the console of a browser. */
export type Place = 'log' | 'answer' | 'browser';

/** What a failure means to whoever meets it. */
export interface Explanation {
  /** Kebab-case, unique, never changed: `postgrest-jwk-missing`. */
  readonly id: string;
  /** What has happened, one sentence. */
  readonly title: string;
  /** Why it happens. */
  readonly meaning: string;
  /** What to do, most likely first. */
  readonly remedies: readonly [string, ...string[]];
  /** Address of a page that shows it. */
  readonly source: string;
  /** It looks like a failure and is none. */
  readonly isHarmless: boolean;
}

/** A failure with all that tells it from any other. One file each in `failures/`. */
export interface KnownFailure extends Explanation {
  /** Services that show it; any where empty. */
  readonly services: readonly string[];
  readonly seenIn: readonly [Place, ...Place[]];
  /** Every line that shows it has one of these letter by letter. They are looked for in everything that is printed. */
  readonly marks: readonly [string, ...string[]];
  /** Tells it from others with the same mark. Without anchors: a log that was pasted has all sorts of prefixes. */
  readonly pattern: RegExp;
  /** A line in the shape of the real ones. */
  readonly example: string;
}

/** A failure as its file has it. */
export type FailureDefinition = Omit<KnownFailure, 'isHarmless'> & { readonly isHarmless?: true };

/** Shorter marks would have to be looked for at too many places. */
export const shortestMark = 8;

/** Identity at run time; at compile time it checks the shape. */
export const defineFailure = (failure: FailureDefinition): KnownFailure => ({ isHarmless: false, ...failure });

/** What is told of a failure, without how it is recognised. */
export const explanationOf = ({ id, title, meaning, remedies, source, isHarmless }: KnownFailure): Explanation => ({
  id,
  title,
  meaning,
  remedies,
  source,
  isHarmless,
});

/** The newest known failure of a service. */
export interface SeenFailure {
  readonly failure: Explanation;
  /** The line that shows it. */
  readonly line: string;
  /** How often it has been seen since the service was last started. */
  readonly count: number;
  /** When it was last seen, ms since the epoch. */
  readonly at: number;
}
