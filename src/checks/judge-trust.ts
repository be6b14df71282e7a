/** How it is judged whether stores trust the authority. */
import type { CheckGround, Finding } from '../model/check.ts';
import { authorityNotTrusted } from '../model/problems/trust.ts';
import type { TrustClient, TrustRow } from '../model/trust.ts';

/** Tries the stores that one kind of client reads. */
export const lookAtStores =
  (client: TrustClient) =>
  ({ machine, values }: CheckGround): Promise<readonly TrustRow[]> =>
    machine.trust.stores(values.certificate, [client]);

/** Passes when all of them trust it; the other status is for those that do not. */
export function judgeTrust(rows: readonly TrustRow[], otherwise: 'warn' | 'fail'): Finding {
  const others = rows.filter(({ state }) => state !== 'trusted');
  if (others.length > 0) return { status: otherwise, problem: authorityNotTrusted(others) };
  if (rows.length === 0) return { status: 'skip', because: 'there is none on this machine' };
  return { status: 'pass', note: rows.map(({ store }) => store).join(', ') };
}
