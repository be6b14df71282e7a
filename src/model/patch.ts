/** The edits that make a checkout run at localhost, as data; `plan/apply-patch.ts` interprets them. */
import type { StackValues } from './stack-values.ts';

/** Turns the values of this stack into text. Pure. */
export type Render = (values: StackValues) => string;

/** One idempotent edit of one text file in a checkout. */
export type Patch =
  | (PatchBase & {
      readonly kind: 'replace-line';
      /**
       * Matches exactly one line of the file, in its original or its edited form. The named group `value` is what
       * is replaced; the rest of the line, its indent and its end stay as they are. No `g` flag.
       */
      readonly line: RegExp;
      readonly value: Render;
    })
  | (PatchBase & {
      readonly kind: 'insert-line';
      /** The one line after which the new line goes, with the same indent. */
      readonly after: RegExp;
      /** The line to insert, without indent. Counted as applied when it follows the anchor. */
      readonly line: Render;
      /** A line that somebody has put in by hand for the same: where the file has one, nothing is inserted. */
      readonly unless?: RegExp;
    })
  | (PatchBase & {
      readonly kind: 'set-env';
      /** Keys of a .env file; other keys, comments and order stay. The file is made where it is missing. */
      readonly values: (values: StackValues) => Readonly<Record<string, string>>;
    })
  | (PatchBase & {
      readonly kind: 'correct';
      /**
       * Matches what people are known to write here, at most once in the whole text; `^` and `$` are the ends of a line.
       * Its named group `value` is what is put right. Where it matches nothing, nothing is wrong.
       */
      readonly pattern: RegExp;
      /** What should stand there instead of what does; the same where that is right. */
      readonly right: (present: string, values: StackValues) => string;
      /** True where only somebody's own hand can have made it wrong: the user is told. */
      readonly byHand: boolean;
    });

interface PatchBase {
  /** Unique in its service: `dev-exs.host`. */
  readonly id: string;
  /** Path relative to the root of the checkout, `/` between folders. */
  readonly file: string;
  /** Why the upstream default does not work locally. Printed by `metaton patch --diff`. */
  readonly why: string;
  /** What a checkout may lack without being another era's: the file, or the line. The edit is then not applicable. */
  readonly mayLack?: 'file' | 'line';
  /** Whether this stack wants it; always where absent. */
  readonly when?: (values: StackValues) => boolean;
}

/** What people are known to have written into a file by hand that does no harm, and is left as it is. */
export interface Adoption {
  readonly file: string;
  /** Matches it anywhere in the text; `^` and `$` are the ends of a line. */
  readonly pattern: RegExp;
  /** What it is and why it may stay, in words that follow the file's name. */
  readonly words: string;
}

/** A span of a repository's history in which the same patches apply. */
export interface Era {
  /** Names what changed upstream, not a date: `runtime-exs`. */
  readonly name: string;
  /** Decides from file texts alone, so that a fixture folder is enough to test it. */
  readonly matches: (checkout: CheckoutSnapshot) => boolean;
  readonly patches: readonly Patch[];
  readonly adopts?: readonly Adoption[];
}

/** The text files of a checkout that an era or a patch asked to see. */
export interface CheckoutSnapshot {
  /** Absolute path of the checkout. */
  readonly root: string;
  readonly text: (file: string) => string | undefined;
}

/** What metaton has left in one file of a checkout, by its journal, beside what is there now. */
export interface RecordedFile {
  /** Era and ids of the patches that were in it last. */
  readonly era: string | undefined;
  readonly patches: readonly string[];
  /** How it stands beside what was left: the same, what was there before, gone, or something else. */
  readonly now: 'as-left' | 'original' | 'gone' | 'changed';
  /** What it would be without metaton, with all that the user has done to it since; absent where it would not be there. */
  readonly pristine: string | undefined;
}

/** By path in the checkout. */
export type RecordedFiles = ReadonlyMap<string, RecordedFile>;

/** The line, from 1, of the first mark that git leaves in a text where a merge could not go on. */
export function unfinishedMerge(text: string): number | undefined {
  const begin = /^<{7} /m.exec(text);
  if (!begin || !/^={7}\r?$/m.test(text) || !/^>{7} /m.test(text)) return undefined;
  return text.slice(0, begin.index).split('\n').length;
}
