/** The service may not open any more files. */
import { defineFailure } from '../model/failure.ts';

export const filesOpenTooMany = defineFailure({
  id: 'files-open-too-many',
  services: [],
  seenIn: ['log'],
  marks: ['EMFILE: too many open files', 'emfile (too many open files)'],
  pattern: /EMFILE: too many open files|emfile \(too many open files\)/,
  title: 'The service may not open any more files.',
  meaning: 'The limit of the shell is too low for a page server.',
  remedies: ['Run `ulimit -n 8192` in the shell, then `metaton up` again.'],
  source: 'https://nodejs.org/api/errors.html#common-system-errors',
  example: "Error: EMFILE: too many open files, watch '/home/me/Spoke/src'",
});
