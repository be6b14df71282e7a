/** How it is judged whether stores trust the authority. */
import type { CheckGround, Finding } from '../../model/check.ts';
import type { TrustClient, TrustRow } from '../../model/trust.ts';

/** Tries the stores that one kind of client reads. */
export const lookAtStores =
  (client: TrustClient) =>
  ({ machine, values }: CheckGround): Promise<readonly TrustRow[]> =>
    machine.trust.stores(values.certificate, [client]);

/** Passes when all of them trust it; the other status is for those that do not. */
export function judgeTrust(rows: readonly TrustRow[], otherwise: 'warn' | 'fail'): Finding {
  const others = rows.filter(({ state }) => state !== 'trusted');
  if (others.length > 0)
    return {
      status: otherwise,
      summary: 'The certificate authority is not trusted everywhere.',
      detail: others.map(({ store, path, detail }) => [store, path, detail].filter(Boolean).join(': ')).join('\n'),
      // Whom a machine trusts is for its user to say: nothing does this unasked.
      fix: { text: 'Have them trust it; it asks before it changes anything.', command: 'metaton certs --trust' },
    };
  if (rows.length === 0) return { status: 'skip', because: 'there is none on this machine' };
  return { status: 'pass', note: rows.map(({ store }) => store).join(', ') };
}
