/** The end of a process. */

/** How a process ended. */
export interface Exit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** How a process ended, in words: `exit code 3`, `signal SIGKILL`. */
export const exitInWords = (exit: Exit): string =>
  exit.signal === undefined ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`;
