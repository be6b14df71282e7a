/** Can other machines reach the media ports, where they are to? */
import { defineCheck } from '../model/check.ts';
import type { Port } from '../model/service-definition.ts';

/** What browsers of other devices ask. */
const isForBrowsers = (port: Port | undefined): boolean => port?.protocol === 'https';

/** What a firewall lets through cannot be seen from within. */
export const netFirewall = defineCheck({
  id: 'net.firewall',
  title: 'Firewall',
  why: 'People on other machines see nothing, or see the room and hear nothing.',
  look: ({ services, values: { announcedAddress, lan, port } }) =>
    Promise.resolve({
      address: announcedAddress,
      // The first port of a service is the one for everybody.
      open: lan
        ? services.filter(({ ports }) => isForBrowsers(Object.values(ports)[0])).map(({ name }) => port(name))
        : [],
    }),
  judge: ({ address, open }) =>
    address.startsWith('127.')
      ? { status: 'skip', because: 'media is offered to this machine only' }
      : {
          status: 'warn',
          summary: 'Whether a firewall lets other devices through cannot be seen from here.',
          detail: [
            `media is offered at ${address}, ports 40000 to 49999, UDP and TCP`,
            ...(open.length === 0 ? [] : [`pages are served there at ports ${open.join(', ')}, TCP`]),
          ].join('\n'),
          fix: { text: 'Open these ports in the firewall of this machine, for your own network only.' },
        },
});
