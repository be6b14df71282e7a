/** Does `localhost` lead to this machine over IPv4? */
import { defineMachineCheck } from '../model/check.ts';

/** The servers listen on IPv4 only. */
export const netLocalhost = defineMachineCheck({
  id: 'net.localhost-v4v6',
  title: 'localhost',
  why: 'reticulum, dialog and PostgREST listen on IPv4 only: a name that leads elsewhere does not reach them.',
  look: ({ machine }) => machine.network.lookup('localhost'),
  judge: (addresses) =>
    addresses.includes('127.0.0.1')
      ? { status: 'pass', note: addresses.join(', ') }
      : {
          status: 'warn',
          summary: 'localhost does not lead to 127.0.0.1.',
          detail: addresses.length === 0 ? 'it has no address' : `it leads to ${addresses.join(', ')}`,
          fix: {
            text: 'Name it in the hosts file.',
            command: `echo '127.0.0.1 localhost' | sudo tee -a /etc/hosts`,
            needsRoot: true,
          },
        },
});
