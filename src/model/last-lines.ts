/** The end of what a program said, for Problems. */

/** As many lines as fit a screen beside the rest of a Problem. */
const evidenceLines = 20;

/** The last lines; the end is where the reason is. */
export const lastLines = (text: string, lines = evidenceLines): string =>
  text.trimEnd().split('\n').slice(-lines).join('\n');
