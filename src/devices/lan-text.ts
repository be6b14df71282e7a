/** What is said of a stack that other devices reach. */
import type { Lan } from '../model/lan.ts';
import { codeText } from './code.ts';

/** Where the world is for them, and how they come to trust it. */
export const lanText = (url: string, { hasOwnAuthority }: Lan, { hasCode }: { readonly hasCode: boolean }): string =>
  [
    `Other devices of this network open ${url}`,
    ...code(url, hasCode),
    'Before they trust it: metaton certs --devices hands them the authority. metaton up --no-lan lets nobody in any more.',
    // It is another than the one that this machine trusts since long.
    ...(hasOwnAuthority ? ['metaton certs --trust has this machine trust it, too.'] : []),
  ].join('\n');

/** Where they get the authority. */
export const offerText = (url: string, { hasCode }: { readonly hasCode: boolean }): string =>
  [`Other devices get the authority at ${url}`, ...code(url, hasCode), 'Ctrl-C ends the page.'].join('\n');

/** A screen can be photographed, a file cannot. */
const code = (url: string, hasCode: boolean): readonly string[] => (hasCode ? ['', codeText(url), ''] : []);
