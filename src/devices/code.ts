/** QR codes in a terminal. */
import { renderUnicodeCompact } from 'uqr';

/** Two rows of the code to a line of text, with the margin that cameras need; bright where the terminal is dark. */
export const codeText = (text: string): string => renderUnicodeCompact(text, { border: 2 });
