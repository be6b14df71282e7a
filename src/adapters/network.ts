/** The machine's network. What makes connections is loaded with the first: TLS alone takes longer than many a command. */
import os from 'node:os';
import type { connections } from './connections.ts';
import type { Network } from '../model/machine.ts';
import { lanAddresses } from './lan-addresses.ts';
import { portHolder } from './port-holder.ts';

const load = async (): Promise<typeof connections> => (await import('./connections.ts')).connections;

async function timeAt(url: string, answerWithinMs: number): Promise<number | undefined> {
  const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(answerWithinMs) }).catch(
    () => undefined,
  );
  const time = Date.parse(answer?.headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** All but the time of another machine is asked of this one. */
export const makeNetwork = (): Network => ({
  portHolder,
  request: async (...given) => (await load()).request(...given),
  connect: async (...given) => (await load()).connect(...given),
  verifyTls: async (...given) => (await load()).verifyTls(...given),
  lookup: async (name) => {
    const { lookup } = await import('node:dns/promises');
    const found = await lookup(name, { all: true, order: 'verbatim' }).catch(() => []);
    return found.map(({ address }) => address);
  },
  ownAddresses: () =>
    Object.values(os.networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []),
  lanAddresses,
  offer: async (...given) => (await import('./offer.ts')).offer(...given),
  timeAt,
  seeTls: async (...given) => (await load()).seeTls(...given),
  interact: async (...given) => (await load()).interact(...given),
  converse: async (...given) => (await load()).converse(...given),
  openWebsocket: async (...given) => (await load()).openWebsocket(...given),
});
