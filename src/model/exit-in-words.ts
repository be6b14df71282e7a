/** The end of a process for people. */
import type { Exit } from './machine.ts';

/** How a process ended, in words: `exit code 3`, `signal SIGKILL`. */
export const exitInWords = (exit: Exit): string =>
  exit.signal === undefined ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`;
