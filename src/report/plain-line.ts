/** A line as text, for reading rather than for the screen. */

// eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
const colours = /\u001b\[[0-9;]*m/g;

/** Without colours and without its end. */
export const plainLine = (line: Uint8Array): string =>
  new TextDecoder()
    .decode(line)
    .replace(/\r?\n$/, '')
    .replace(colours, '');
