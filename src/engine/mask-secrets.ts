/** Takes secrets out of what programs print, before it is kept. Bytes in, bytes out; what holds none is not touched. */

/** A block without its secrets. */
export interface Masked {
  /** The very same bytes where there was nothing to take out. */
  readonly bytes: Uint8Array;
  /** Column at which a private key began that has not ended yet: hand it in with the next block of the same stream. */
  readonly key: number | undefined;
}

/**
 * Every secret has one of these on its line: a block with none of them, which is nearly every block, costs nothing more.
 * Each is a part of what is looked for that begins with a letter as rare as can be: the search goes from one to the next.
 */
const hints = ['_token', '_secret', '_verified', '" => "', 'Bearer ', 'bearer ', 'BEARER ', 'yJ', 'KEY-----'].map(
  (hint) => Buffer.from(hint),
);

/** URLs are common and passwords in them are not: only this tells. No letter but those of ASCII counts as a space. */
const urlPassword = /(:\/\/[^:/?#@"\\ \t\r\n]*:)[^/?#"\\ \t\r\n]*@/g;

const scheme = Buffer.from('://');

/** The link that signs in whoever opens it: in the mail that reticulum prints, and where a server tells of its visit. */
const signInLink =
  /https?:\/\/[^ \t\r\n"\\]{1,300}\?(?=[^ \t\r\n"\\]*auth_token=)(?=[^ \t\r\n"\\]*auth_payload=)[^ \t\r\n"\\]+/g;

/** A token as reticulum makes them: sixteen bytes in hex. */
const hexToken = /\b[0-9a-f]{32}\b/g;

/** Statements of reticulum's database with tokens among their values, and its word about one that was used. */
const hexLine = /login_tokens|turn_secret|auth_verified|auth_token/;

/** Parameters as Phoenix logs them, on a line of their own. */
const parameter = /("(?:auth_)?(?:token|payload)" => ")(?:[^"\\]|\\.)*(?=")/g;

const parameterLine = /"(?:auth_)?token" => "/;

/** The same in the query of a URL, wherever it stands. */
const queryToken = /\b(auth_(?:token|payload)=)[^&\s"'\\]+/g;

const bearer = /\b(Bearer +)[A-Za-z0-9._~+/=-]{16,}/gi;

/** Both parts of a JSON web token begin like `{"`. */
const webToken = /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g;

/** Where the lines of a key begin; with more of it behind, it is all in this line. */
const keyBegin = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----["'`,\\\s]*$/;

const keyStart = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;

/** A key in one line: whole, with escaped ends of lines, or cut off. */
const keyOnLine =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:.*?-----END [A-Z0-9 ]*PRIVATE KEY-----|(?:\\+[nr]|[A-Za-z0-9+/=])*)/g;

const keyEnd = /-----END [A-Z0-9 ]*PRIVATE KEY-----/;

/** What can stand between the ends of a key: base64, quotes around it, and the two headers of an encrypted one. */
const keyBody = /^[A-Za-z0-9+/=\s"'`,\\]*$|^(?:Proc-Type|DEK-Info): /;

/** So much base64 in a row is of a key, whatever stands before it. */
const longBody = /[A-Za-z0-9+/=]{40,}/;

const keyMark = '[private key]';

/** Takes out sign-in links, login and TURN tokens, bearer and web tokens, passwords in URLs and private keys. */
export function maskSecrets(block: Uint8Array, key?: number): Masked {
  if (key === undefined && !mayHoldSecret(block)) return { bytes: block, key };
  // As Latin-1, every byte is one letter and comes back as it was, whatever the program's own encoding.
  const text = Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1');
  const masked = maskText(text, key);
  return { bytes: masked.text === text ? block : Buffer.from(masked.text, 'latin1'), key: masked.key };
}

/** The same for text that stands in a Problem or a note. */
export const withoutSecrets = (text: string): string => Buffer.from(maskSecrets(Buffer.from(text)).bytes).toString();

function mayHoldSecret(block: Uint8Array): boolean {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
  if (hints.some((hint) => bytes.includes(hint))) return true;
  return bytes.includes(scheme) && bytes.toString('latin1').search(urlPassword) >= 0;
}

function maskText(text: string, key: number | undefined): { readonly text: string; readonly key: number | undefined } {
  let column = key;
  const kept: string[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    if (column !== undefined && isOfKey(line, column)) {
      const end = keyEnd.exec(line);
      if (!end) continue;
      column = undefined;
      const rest = line.slice(end.index + end[0].length);
      if (/[^\s"'`,\\]/.test(rest)) kept.push(maskLine(rest));
      continue;
    }
    // Last lines may begin in the middle of a key: only its end tells.
    if (keyEnd.test(line) && !keyStart.test(line)) {
      dropBody(kept);
      kept.push(line.replace(/.*?-----END [A-Z0-9 ]*PRIVATE KEY-----/, keyMark));
      continue;
    }
    column = keyBegin.exec(line)?.index;
    kept.push(maskLine(line));
  }
  return { text: kept.join(''), key: column };
}

/** Takes the lines of a key off the end; the last of them may be short. */
function dropBody(lines: string[]): void {
  if (keyBody.test(lines.at(-1)?.trim() ?? ' -')) lines.pop();
  while (longBody.test(lines.at(-1) ?? '')) lines.pop();
}

const isOfKey = (line: string, column: number): boolean =>
  keyEnd.test(line) || keyBody.test(line.trim()) || longBody.test(line) || keyBody.test(line.slice(column).trim());

function maskLine(line: string): string {
  let masked = line.replace(signInLink, '[sign-in link: metaton login]');
  if (hexLine.test(line)) masked = masked.replace(hexToken, '[token]');
  if (parameterLine.test(masked)) masked = masked.replace(parameter, '$1[token]');
  return masked
    .replace(queryToken, '$1[token]')
    .replace(keyOnLine, keyMark)
    .replace(bearer, '$1[token]')
    .replace(webToken, '[token]')
    .replace(urlPassword, '$1***@');
}
