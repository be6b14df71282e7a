/** What a document says that can be held against the code: its links, its code spans, its command lines. */

/** Where a piece of code stands; what is in a fence is to be typed as it is, while a span may only name a command. */
interface Place {
  readonly line: number;
  readonly isToBeTyped: boolean;
}

/** A piece of code as it is read. */
interface Code extends Place {
  readonly text: string;
}

/** One call of a program. */
export interface Call extends Place {
  readonly words: readonly string[];
}

/** Targets of all links, those in code aside. */
export const linksIn = (text: string): readonly string[] =>
  proseLines(text).flatMap(([line]) =>
    [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
  );

/** What GitHub makes of the headings, for links to lead to. */
export const anchorsIn = (text: string): ReadonlySet<string> =>
  new Set(
    proseLines(text)
      .map(([line]) => /^#+ (.*)$/.exec(line)?.[1])
      .filter((heading) => heading !== undefined)
      .map((heading) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      ),
  );

/** All code spans, also those that go over the end of a line. */
export function spansIn(text: string): readonly Code[] {
  const prose = proseLines(text);
  const joined = prose.map(([line]) => line).join('\n');
  return [...joined.matchAll(/(?<!`)`((?:(?!\n\n)[^`])+)`(?!`)/g)].map(({ index, 1: span = '' }) => ({
    line: prose[joined.slice(0, index).split('\n').length - 1]?.[1] ?? 0,
    // A table wants its bars escaped.
    text: span.replaceAll('\n', ' ').replaceAll(String.raw`\|`, '|'),
    isToBeTyped: false,
  }));
}

/** Every call of this program, from spans and from fences of shell. */
export const callsIn = (text: string, program: string): readonly Call[] =>
  [...spansIn(text), ...shellLines(text)].flatMap(({ line, text: command, isToBeTyped }) =>
    [...command.matchAll(new RegExp(`(?<![\\w./@-])${program}(?= |$)`, 'g'))].map(({ index }) => ({
      line,
      words: wordsOf(command.slice(index + program.length)),
      isToBeTyped,
    })),
  );

/** Lines outside of fences, with their numbers. */
const proseLines = (text: string): readonly (readonly [string, number])[] =>
  linesOf(text)
    .filter(({ fence }) => fence === undefined)
    .map(({ line, number }) => [line, number]);

const shellLines = (text: string): readonly Code[] =>
  linesOf(text)
    .filter(({ fence, line }) => fence === 'sh' || (fence === '' && line.startsWith('$ ')))
    .map(({ line, number }) => ({ line: number, text: line, isToBeTyped: true }));

/** Each line with the language of the fence that it is in, if any. */
function linesOf(
  text: string,
): readonly { readonly line: string; readonly number: number; readonly fence: string | undefined }[] {
  let fence: string | undefined;
  return text.split('\n').flatMap((line, index) => {
    const mark = /^\s*```(\w*)/.exec(line);
    if (mark === null) return [{ line, number: index + 1, fence }];
    fence = fence === undefined ? (mark[1] ?? '') : undefined;
    return [];
  });
}

/** Words as a shell parts them, up to where the call ends. */
function wordsOf(rest: string): readonly string[] {
  const words: string[] = [];
  const word = /\s*(?:((?:'[^']*'|"[^"]*"|[^\s'"|;&()<>#])+)|([|;&()<>#]))/gy;
  for (let found = word.exec(rest); found?.[1] !== undefined; found = word.exec(rest))
    words.push(found[1].replace(/['"]/g, ''));
  return words;
}
