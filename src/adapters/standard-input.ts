/** What is handed to the program: a file, a pipe, or a person's keyboard. */
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { StandardInput } from '../model/machine.ts';

const descriptor = 0;

/** The program's own. */
export const makeStandardInput = (): StandardInput => ({
  kind: () => {
    if (isatty(descriptor)) return 'terminal';
    try {
      const stat = fstatSync(descriptor);
      if (stat.isFile()) return 'file';
      return stat.isFIFO() || stat.isSocket() ? 'pipe' : 'nothing';
    } catch {
      // It was closed before the program began.
      return 'nothing';
    }
  },
  read: () => process.stdin,
});
