/** Settles, makes and hands out certificates and keys: all of `metaton certs` but what it shows. */
import type { CertificateFacts } from '../model/certificates.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { certificateHolders } from '../plan/certificate-holders.ts';
import { makeCertificates } from './make-certificates.ts';
import type { OpenStack } from './open-stack.ts';
import { restartHolders } from './restart-holders.ts';
import { type CertificateWish, settleCertificates } from './settle-certificates.ts';

/** The workspace, with everything as it is wished for; with `--dry-run` as it would be. */
export async function makeWished(wish: CertificateWish, session: Session): Promise<Result<OpenStack>> {
  const settled = await settleCertificates(wish, session);
  if (!settled.ok) return settled;
  const stack = settled.value;
  const before = await session.machine.certificates.inspect(stack.values.certificate);
  const made = await makeCertificates(stack, session, wish.rotation);
  if (!made.ok) return made;
  if (session.options.dryRun) return ok(stack);
  await say(wish, before, stack, session);
  const restarted = await restartHolders(stack, session);
  if (!restarted.ok) return restarted;
  if (wish.rotation === 'keys' && restarted.value.length === 0) sayByHand(stack, session);
  return ok(stack);
}

/** What follows from a new authority for others, and from one that is not constrained. */
async function say(
  { rotation }: CertificateWish,
  before: CertificateFacts,
  { values: { certificate } }: OpenStack,
  { machine, report }: Session,
): Promise<void> {
  const { authority } = await machine.certificates.inspect(certificate);
  if (authority === 'others' || authority.kind !== 'usable') return;
  if (authority.isUnconstrained) {
    report.note("mkcert's authority signs: it is not constrained, whoever has its key can vouch for any name to you.");
  }
  if (rotation !== 'authority' || before.authority === 'others' || before.authority.kind !== 'usable') return;
  const { names } = authority;
  const lost = before.authority.names.filter((name) => !names.includes(name));
  if (lost.length === 0) return;
  report.note(`The new authority does not vouch for ${lost.join(', ')} any more. Other workspaces may need it to.`);
}

/** Services that somebody else runs know of nothing. */
function sayByHand({ services, values }: OpenStack, { report }: Session): void {
  const files = Object.values(values.permsKey);
  const names = [...certificateHolders(services, values)].flatMap(([service, held]) =>
    held.some((file) => files.includes(file)) ? [service] : [],
  );
  report.note(`What runs by hand has to be started again: ${names.join(', ')}`);
}
