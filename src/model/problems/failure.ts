/** Problems of `metaton explain`. */
import type { Problem } from '../problem.ts';

/** There is no known failure with this id. */
export const failureUnknown = (id: string, alike: readonly string[]): Problem => ({
  code: 'failure-unknown',
  summary: `There is no known failure "${id}".`,
  ...(alike.length === 0 ? {} : { evidence: `alike: ${alike.join(', ')}` }),
  fixes: ['Run `metaton explain` to see all.', 'To have a log read, hand it in: `metaton explain < log`.'],
  isUsage: true,
});

/** A log was read and shows no failure that is known. */
export const failureNotRecognised = (lines: number): Problem => ({
  code: 'failure-not-recognised',
  summary: `Nothing in ${lines === 1 ? 'this line' : `these ${lines} lines`} is a failure that metaton knows.`,
  fixes: [
    'Run `metaton doctor` and, while the stack runs, `metaton verify`: some failures show in no log.',
    'Hand in more of the log, from the start of the service on: `metaton logs SERVICE | metaton explain`.',
    'Look for the words of the first error in the issues of the service, at https://github.com/Hubs-Foundation.',
  ],
});

/** Nothing came where a log was to be read. */
export const logEmpty = (): Problem => ({
  code: 'log-empty',
  summary: 'There is nothing to explain: no line came.',
  fixes: ['Hand in a log: `metaton explain < log`, or paste one after `metaton explain -` and end it with Ctrl-D.'],
  isUsage: true,
});
