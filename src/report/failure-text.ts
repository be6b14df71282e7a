/** Known failures for people: what a line means and what to do. */
import type { ChalkInstance } from 'chalk';
import type { Event } from '../model/event.ts';
import type { Explanation, KnownFailure, SeenFailure } from '../model/failure.ts';
import { duration } from './duration.ts';
import { table } from './table.ts';

/** What is said beside the line that shows it; of what is harmless only that. */
export function failureLines(
  { service, failure }: Extract<Event, { kind: 'failure-seen' }>,
  chalk: ChalkInstance,
): string {
  const tag = chalk.dim(`[${failure.id}]`);
  if (failure.isHarmless) return `${chalk.dim('•')} ${service}: harmless: ${failure.title}  ${tag}`;
  return [`${chalk.yellow('!')} ${service}: ${failure.title}  ${tag}`, ...remedyLines(failure)].join('\n');
}

/** What a Problem says of the known failures behind it. */
export const knownLines = (known: readonly Explanation[], chalk: ChalkInstance): readonly string[] =>
  known.flatMap((failure) => [
    `  ${chalk.yellow('!')} ${failure.title}  ${chalk.dim(`[${failure.id}]`)}`,
    `    ${failure.meaning}`,
    ...remedyLines(failure),
  ]);

const remedyLines = ({ remedies }: Explanation): readonly string[] => remedies.map((remedy) => `  → ${remedy}`);

/** One failure with all that is known of it. */
export const explanationText = (failure: Explanation): string =>
  [
    `${failure.isHarmless ? '•' : '!'} ${failure.title}  [${failure.id}]`,
    ...(failure.isHarmless ? ['    It is harmless.'] : []),
    `    ${failure.meaning}`,
    ...remedyLines(failure),
    `    ${failure.source}`,
  ].join('\n');

const places: Readonly<Record<KnownFailure['seenIn'][number], string>> = {
  log: 'in what it prints',
  answer: 'in what it answers (metaton verify)',
  browser: 'in the console of a browser',
};

/** Where it is met, and the words that it is told by. */
export const failurePlacesText = ({ services, seenIn, example }: KnownFailure): string =>
  [
    `    ${services.length === 0 ? 'any service' : services.join(', ')}: ${seenIn.map((place) => places[place]).join(', ')}, such as`,
    `    ${example.trim()}`,
  ].join('\n');

/** All that are known, in a table. */
export const failureListText = (failures: readonly KnownFailure[]): string =>
  [
    ...table(failures.map(({ id, title, isHarmless }) => [id, isHarmless ? `harmless: ${title}` : title])),
    '',
    `${failures.length} known failures. metaton explain ID shows one, metaton explain < log reads a log.`,
  ].join('\n');

/** Which of them a log shows; the harmless last. */
export function explainedLogText({
  lines,
  found,
}: {
  readonly lines: number;
  readonly found: readonly {
    readonly failure: KnownFailure;
    readonly firstLine: number;
    readonly words: string;
    readonly count: number;
  }[];
}): string {
  const ordered = [
    ...found.filter(({ failure }) => !failure.isHarmless),
    ...found.filter(({ failure }) => failure.isHarmless),
  ];
  const entries = ordered.map(({ failure, firstLine, words, count }) => {
    const [title = '', ...rest] = explanationText(failure).split('\n');
    const more = count === 1 ? '' : `, and ${count - 1} more`;
    return [title, `    line ${firstLine}${more}: ${words}`, ...rest].join('\n');
  });
  const count = found.length === 1 ? '1 known failure' : `${found.length} known failures`;
  return [...entries, `${count} in ${lines === 1 ? '1 line' : `${lines} lines`}.`].join('\n\n');
}

/** What a service met last, on one line; one that is ready has got over what came before. */
export const seenText = (
  {
    service,
    life,
    since,
  }: { readonly service: string; readonly life: { readonly phase: string }; readonly since: number },
  { failure, count, at }: SeenFailure,
  now: number,
): string => {
  const mark = life.phase === 'ready' && at < since ? '•' : '!';
  const times = count === 1 ? 'once' : `${count} times`;
  return `${mark} ${service}: ${failure.title} (${times}, last ${duration(now - at)} ago; metaton explain ${failure.id})`;
};
