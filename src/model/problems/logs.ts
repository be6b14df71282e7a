/** Problems with logs: writing them, and what `metaton logs` is asked. */
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** A log cannot be written; the stack goes on. */
export const logWriteFailed = (file: string, cause: unknown): Problem => ({
  code: 'log-write-failed',
  summary: 'What the services print cannot be written to the disk; some of it will be missing from the logs.',
  evidence: `${file}: ${messageOf(cause)}`,
  fixes: ['Make room on that disk, and see that the folder may be written to: logging goes on by itself.'],
  cause,
});

/** A flag of `metaton logs` has a value that cannot be read; `wanted` says what can. */
export const logFlagInvalid = (flag: string, value: string, wanted: string): Problem => ({
  code: 'log-flag-invalid',
  summary: `${flag} cannot be ${value === '' ? 'empty' : `"${value}"`}.`,
  evidence: `expected ${wanted}`,
  fixes: [`Give ${flag} ${wanted}.`],
  isUsage: true,
});
