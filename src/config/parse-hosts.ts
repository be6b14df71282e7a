/** Words of `--host` → names that a certificate can be made for. */
import { domainToASCII } from 'node:url';
import { isHost } from '../model/config.ts';
import type { Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { hostInvalid } from '../model/problems/certificates.ts';

/** Each name once, in the spelling of certificates: lower-case, other alphabets in their ASCII form. */
export function parseHosts(words: readonly string[]): Result<readonly string[]> {
  const parsed = words.map((word) => parseHost(word.trim()));
  const problems = parsed.flatMap((host, index) =>
    typeof host === 'string' ? [] : [hostInvalid(words[index] ?? '', host.reason)],
  );
  return okUnless(problems, [...new Set(parsed.filter((host) => typeof host === 'string'))]);
}

function parseHost(word: string): string | { readonly reason: string } {
  if (word === '') return { reason: 'it is empty' };
  if (word.includes('*')) return { reason: 'it has a wildcard, and every host has to be named' };
  if (/[/?#@]|:\/\//.test(word)) return { reason: 'it is an address of a page, and only the host is wanted' };
  if (/^[^:]*:\d*$|\]:\d*$/.test(word))
    return { reason: 'it has a port, and certificates are for all ports of a host' };
  const bare = word.replace(/^\[(.*)\]$/, '$1');
  if (bare.includes(':')) {
    return URL.canParse(`http://[${bare}]`)
      ? new URL(`http://[${bare}]`).hostname.slice(1, -1)
      : { reason: 'it is no IP address' };
  }
  const host = domainToASCII(bare);
  return isHost(host) ? host : { reason: 'it is neither a host name nor an IP address' };
}
