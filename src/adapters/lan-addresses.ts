/** The addresses at which other machines can reach this one. */
import dgram from 'node:dgram';
import os from 'node:os';
import type { LanAddress } from '../model/lan.ts';

/** Of TEST-NET-2, which nobody has: only the way there is asked for, and nothing is sent. */
const anywhere = { address: '198.51.100.1', port: 9 };

/** Networks between programs of this very machine, by what containers, virtual machines and tunnels call them. */
const inward = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|lxc|lxd|cni|podman|tun|tap|utun|wg|zt|tailscale)/i;

/** IPv4 alone: the services speak nothing else. What leads outward first, what leads to this machine's own guests last. */
export async function lanAddresses(): Promise<readonly LanAddress[]> {
  const outward = await outwardAddress();
  const rank = ({ address, network }: LanAddress): number => (address === outward ? 0 : inward.test(network) ? 2 : 1);
  return Object.entries(os.networkInterfaces())
    .flatMap(([network, addresses = []]) =>
      addresses
        // 169.254/16 is what a machine gives itself where nobody gives it any: https://www.rfc-editor.org/rfc/rfc3927
        .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
        .map(({ address }) => ({ address, network })),
    )
    .toSorted((left, right) => rank(left) - rank(right));
}

/** Where this machine would speak from to the rest of the world; `undefined` where no way leads there. */
function outwardAddress(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4');
    const end = (address: string | undefined): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => {
      end(undefined);
    });
    socket.once('connect', () => {
      end(socket.address().address);
    });
    socket.connect(anywhere.port, anywhere.address);
  });
}
