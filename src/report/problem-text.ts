/** A Problem for people: what happened, the evidence, what to do next; always in this order. */
import type { ChalkInstance } from 'chalk';
import type { Problem } from '../model/problem.ts';
import { knownLines } from './failure-text.ts';

/** The lines of one Problem. `isVerbose` adds the underlying error. */
export function problemText(problem: Problem, chalk: ChalkInstance, isVerbose: boolean): string {
  const tag = [problem.code, problem.service].filter((part) => part !== undefined).join(' · ');
  return [
    `${chalk.red('✗')} ${chalk.bold(problem.summary)}  ${chalk.dim(`[${tag}]`)}`,
    ...(problem.evidence?.split('\n').map((line) => `    ${line}`) ?? []),
    ...knownLines(problem.known ?? [], chalk),
    ...problem.fixes.map((fix) => `  → ${fix}`),
    ...(isVerbose && problem.cause instanceof Error ? [chalk.dim(problem.cause.stack ?? problem.cause.message)] : []),
    '',
  ].join('\n');
}
