/** Catches the links of all mails that reticulum prints instead of sending them. Pure. */
import { type PrintedLink, signInLinks } from './sign-in.ts';

/** A link, and whom it is for where the mail says so. */
export interface CaughtMail {
  readonly email: string | undefined;
  readonly url: string;
}

/** A mail and what stands around it are no longer, bytes. */
const kept = 8_192;

/** In every link; nearly no output has it. */
const mark = Buffer.from('auth_token=');

/** Whom a mail is for: in its head, with or without a name, or in the fields of an Elixir struct. */
const addresses = [
  /^\s*To: (?:.*<)?([^\s<>]+@[^\s<>]+?)>?\s*$/gm,
  /\bto: \[(?:nil|\{nil|\{?"[^"]*")[:,] ?"((?:[^"\\]|\\.)*)"/g,
];

/** Sees all that one reticulum prints, block by block. */
export class LinkCatcher {
  #before = Buffer.alloc(0);
  readonly #seen = new Set<string>();

  /** The mails whose links have come with this block. */
  take(bytes: Uint8Array): readonly CaughtMail[] {
    const printed = Buffer.concat([this.#before, bytes]);
    this.#before = Buffer.from(printed.subarray(-kept));
    return printed.includes(mark) ? this.#mailsIn(printed.toString()) : [];
  }

  #mailsIn(text: string): readonly CaughtMail[] {
    // At the very end of what there is, the rest of it may be still to come.
    const isWhole = ({ url, index }: PrintedLink): boolean => index + url.length < text.length;
    const fresh = signInLinks(text).filter((link) => isWhole(link) && !this.#seen.has(link.url));
    return fresh.map(({ url, index }) => {
      this.#seen.add(url);
      return { url, email: addressNear(text, index) };
    });
  }
}

/** In the head before the link, or in the same line. */
function addressNear(text: string, index: number): string | undefined {
  const end = text.indexOf('\n', index);
  const line = text.slice(text.lastIndexOf('\n', index) + 1, end < 0 ? undefined : end);
  const [head, field] = addresses;
  const inLine = field && [...line.matchAll(field)].at(-1)?.[1];
  if (inLine !== undefined) return unescaped(inLine);
  return head && [...text.slice(0, index).matchAll(head)].at(-1)?.[1];
}

const unescaped = (word: string): string => word.replace(/\\(.)/g, '$1');
