/** Says when the address goes at which other devices reach a running stack, as after a change of networks. */
import type { RunningStack } from '../engine/run-stack.ts';
import type { Lan } from '../model/lan.ts';
import { lanAddressGone } from '../model/problems/lan.ts';
import type { Session } from '../model/session.ts';

/** The system tells nobody: it is looked at soon after something has happened, and ever more seldom while nothing does, ms. */
const waits = { shortest: 1_000, longest: 15_000 };

/** Watches until the signal aborts. */
export async function watchLan(
  running: RunningStack,
  lan: Lan,
  { machine: { network, clock } }: Session,
  signal: AbortSignal,
): Promise<void> {
  let waitMs = waits.shortest;
  let hastened = new AbortController();
  // A service that fails may do so because the network is another.
  const leave = running.watch((event) => {
    if (event.kind !== 'service-phase' || (event.phase !== 'unready' && event.phase !== 'crashed')) return;
    waitMs = waits.shortest;
    hastened.abort();
  });
  let isThere = true;
  for (;;) {
    await clock.sleep(waitMs, AbortSignal.any([signal, hastened.signal]));
    if (signal.aborted) break;
    if (hastened.signal.aborted) hastened = new AbortController();
    if (network.ownAddresses().includes(lan.address) === isThere) {
      waitMs = Math.min(waitMs * 2, waits.longest);
      continue;
    }
    isThere = !isThere;
    waitMs = waits.shortest;
    if (isThere) running.tell({ kind: 'notice', text: `${lan.address} is back: other devices reach the stack again.` });
    else running.tell({ kind: 'problem', problem: lanAddressGone(lan.address, await network.lanAddresses()) });
  }
  leave();
}
