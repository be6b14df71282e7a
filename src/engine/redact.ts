/** Takes out of a text what is nobody's business but the user's, so that it can be shown to strangers. */
import { withoutSecrets } from './mask-secrets.ts';

/** What only this user's texts have. */
export interface Private {
  /** Home folders, whichever way the shell names them. */
  readonly homes: readonly string[];
  /** Words that are secret wherever they stand. */
  readonly secrets: readonly string[];
}

const email = /[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;

/** Home folders of others, and those of a user that no variable names. */
const homeFolder = /((?:\/home|\/Users|[A-Za-z]:\\+Users)[/\\]+)[^/\\\s"':]+/g;

/** Whatever is called a secret, as YAML, JSON, a variable or a parameter. */
const named =
  /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|private[_-]?key|cookie|credentials?|authorization)[\w-]*["']?\s*(?:=>|[:=])\s*)(?!\[)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}"']+)/gi;

/** Base64 or hex of this length is nothing that a person reads: a key or a part of one. */
const opaque = /(?<![\w/.-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])[A-Za-z0-9+/_-]{40,}={0,2}/g;

/** Shorter ones would be found in every other word. */
const shortestSecret = 5;

/** Secrets, e-mail addresses and names of home folders, each replaced by a word that says what was there. */
export function redact(text: string, { homes, secrets }: Private): string {
  let redacted = text;
  for (const secret of secrets) if (secret.length >= shortestSecret) redacted = redacted.replaceAll(secret, '[secret]');
  redacted = withoutSecrets(redacted);
  for (const home of homes) if (home.length > 1) redacted = redacted.replaceAll(home, '~');
  return redacted
    .replace(named, '$1[secret]')
    .replace(opaque, '[secret]')
    .replace(email, '[e-mail]')
    .replace(homeFolder, '$1[user]');
}
