/** QR codes. */
import { encode, renderUnicodeCompact } from 'uqr';

/** Two rows of the code to a line of text, with the margin that cameras need; bright where the terminal is dark. */
export const codeText = (text: string): string => renderUnicodeCompact(text, { border: 2 });

/** The same as an outline of its dark squares, each one unit wide, with the margin: `d` of a path, and the whole width. */
export function codeOutline(text: string): { readonly width: number; readonly outline: string } {
  const { size, data } = encode(text, { border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { width: size, outline: squares.join('') };
}
