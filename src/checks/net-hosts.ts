/** Does the chosen host lead to this machine? */
import { defineCheck } from '../model/check.ts';

/** Names below localhost are this machine's by themselves in browsers, not everywhere else. */
export const netHosts = defineCheck({
  id: 'net.hosts',
  title: 'Name of the host',
  why: 'Every address that reticulum hands out is made of this name.',
  look: async ({ machine, values: { host, lan } }) => ({
    host,
    lan,
    addresses: await machine.network.lookup(host),
    own: machine.network.ownAddresses(),
  }),
  judge: ({ host, lan, addresses, own }) => {
    const wanted = (address: string): boolean =>
      lan ? address === lan.address : own.includes(address) || address.startsWith('127.');
    if (addresses.some(wanted)) return { status: 'pass', note: `${host} is this machine` };
    return {
      status: 'fail',
      summary: `${host} does not lead to ${lan?.address ?? 'this machine'}.`,
      detail: addresses.length === 0 ? 'it has no address' : `it leads to ${addresses.join(', ')}`,
      fix: lan
        ? {
            text: 'Have the name server of your network lead it there, or do without a name.',
            command: 'metaton up --lan',
          }
        : {
            text: 'Name it in the hosts file, or take `host` out of metaton.yaml.',
            command: `echo '127.0.0.1 ${host}' | sudo tee -a /etc/hosts`,
            needsRoot: true,
          },
    };
  },
});
