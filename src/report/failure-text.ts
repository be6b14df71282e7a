/** Known failures for people: what a line means and what to do. */
import type { ChalkInstance } from 'chalk';
import type { Event } from '../model/event.ts';
import type { Explanation, SeenFailure } from '../model/failure.ts';
import { duration } from './duration.ts';

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
export const explanationText = (failure: Explanation, chalk: ChalkInstance): string =>
  [
    `${failure.isHarmless ? chalk.dim('•') : chalk.yellow('!')} ${chalk.bold(failure.title)}  ${chalk.dim(`[${failure.id}]`)}`,
    ...(failure.isHarmless ? ['    It is harmless.'] : []),
    `    ${failure.meaning}`,
    ...remedyLines(failure),
    `    ${chalk.dim(failure.source)}`,
  ].join('\n');

/** Where a service met it last, on one line. */
export const seenText = (service: string, { failure, count, at }: SeenFailure, now: number): string => {
  const times = count === 1 ? 'once' : `${count} times`;
  return `! ${service}: ${failure.title} (${times}, last ${duration(now - at)} ago; metaton explain ${failure.id})`;
};
