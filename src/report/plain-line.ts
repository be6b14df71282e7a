/** A line as text, for reading rather than for the screen. */
import { withoutColours } from '../model/entry.ts';

/** Without colours and without its end. */
export const plainLine = (line: Uint8Array): string =>
  withoutColours(new TextDecoder().decode(line).replace(/\r?\n$/, ''));
