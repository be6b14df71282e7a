/** Catches the links of all mails that reticulum prints instead of sending them. Pure. */
import { signInLinks } from './sign-in.ts';

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
const addresses = [/^\s*To: (?:.*<)?([^\s<>]+@[^\s<>]+?)>?\s*$/gm, /\bto: \[(?:nil|\{nil|\{?"[^"]*")[:,] ?"((?:[^"\\]|\\.)*)"/g];

/** Sees all that one reticulum prints, block by block. */
export class LinkCatcher {
  #before = Buffer.alloc(0);
  readonly #seen = new Set<string>();

  /** The mails whose links have come with this block. */
  take(bytes: Uint8Array): readonly CaughtMail[] {
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const text = block.includes(mark) ? Buffer.concat([this.#before, block]).toString() : undefined;
    this.#before = Buffer.from(block.length >= kept ? block.subarray(-kept) : lastOf(this.#before, block));
    return text === undefined ? [] : this.#mailsIn(text);
  }

  #mailsIn(text: string): readonly CaughtMail[] {
    const fresh = signInLinks(text).filter(({ url }) => !this.#seen.has(url));
    return fresh.map(({ url, index }) => {
      this.#seen.add(url);
      return { url, email: addressNear(text, index) };
    });
  }
}

const lastOf = (before: Buffer, block: Buffer): Buffer =>
  Buffer.concat([before.subarray(Math.max(0, before.length + block.length - kept)), block]);

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
