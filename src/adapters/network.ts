/** The machine's network. What makes connections is loaded with the first: TLS alone takes longer than many a command. */
import type { Network } from '../model/machine.ts';
import { portHolder } from './port-holder.ts';

const load = async (): Promise<Omit<Network, 'portHolder'>> => (await import('./connections.ts')).connections;

/** Always to this machine. */
export const makeNetwork = (): Network => ({
  portHolder,
  request: async (...given) => (await load()).request(...given),
  connect: async (...given) => (await load()).connect(...given),
  verifyTls: async (...given) => (await load()).verifyTls(...given),
  seeTls: async (...given) => (await load()).seeTls(...given),
  interact: async (...given) => (await load()).interact(...given),
  converse: async (...given) => (await load()).converse(...given),
  openWebsocket: async (...given) => (await load()).openWebsocket(...given),
});
