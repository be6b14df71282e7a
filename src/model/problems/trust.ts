/** Problems with the stores that are to trust the authority. */
import type { Problem } from '../problem.ts';
import type { TrustRow } from '../trust.ts';
import { messageOf } from '../message-of.ts';

/** The record of where authorities were put is not what metaton has written. */
export const trustManifestUnreadable = (file: string, cause: unknown): Problem => ({
  code: 'trust-manifest-unreadable',
  summary: `${file}, which says where the certificate authority was put, cannot be read.`,
  evidence: messageOf(cause),
  fixes: [
    'Restore it from a copy, if you have one.',
    `Move ${file} away: only the authority that you have now is then found, not those that came before.`,
  ],
  cause,
});

/** Some stores do not trust the authority, or trust one that they should have forgotten. */
export const trustIncomplete = (wish: 'trust' | 'untrust', rows: readonly TrustRow[]): Problem => ({
  code: 'trust-incomplete',
  summary:
    wish === 'trust'
      ? 'Not every store trusts the certificate authority.'
      : 'Not every store has been rid of the certificate authority.',
  evidence: rows.map(({ store, path, detail }) => [store, path, detail].filter(Boolean).join(': ')).join('\n'),
  fixes: [
    `Do what is said above, then run \`metaton certs --${wish}\` again: what is done is not done twice.`,
    `Run \`metaton certs --${wish} --print-commands\` and give what it prints to whoever may run it.`,
  ],
});
