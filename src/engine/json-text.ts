/** What programs print, as the inside of a JSON string: by block, not by letter, since all of it goes this way. */
import { isUtf8 } from 'node:buffer';

/** What a string of JSON may not have as it is, and nearly every output has: a search for one byte costs next to nothing. */
const common: readonly (readonly [RegExp, string])[] = [
  [/\\/g, '\\\\'],
  [/"/g, '\\"'],
  [/\n/g, '\\n'],
  [/\r/g, '\\r'],
  [/\t/g, '\\t'],
  // eslint-disable-next-line no-control-regex -- the letter that begins a colour
  [/\u001b/g, '\\u001b'],
];

/** The inside of a JSON string in UTF-8, each byte as a letter of Latin-1; what is not UTF-8 becomes U+FFFD. */
export function jsonText(bytes: Uint8Array): string {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const valid = isUtf8(given) ? given : Buffer.from(given.toString());
  const text = valid.toString('latin1');
  if (hasRareControl(valid)) return JSON.stringify(text).slice(1, -1);
  let escaped = text;
  for (const [letter, escape] of common) escaped = escaped.replace(letter, escape);
  return escaped;
}

/** True where there is a control character that is not one of the common ones. */
function hasRareControl(bytes: Buffer): boolean {
  return rare.some((code) => bytes.includes(code));
}

/** The other control characters. */
const rare = Array.from({ length: 0x20 }, (_, code) => code).filter((code) => ![0x09, 0x0a, 0x0d, 0x1b].includes(code));
