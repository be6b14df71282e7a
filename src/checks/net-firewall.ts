/** Can other machines reach the media ports, where they are to? */
import { defineCheck } from '../model/check.ts';

/** What a firewall lets through cannot be seen from within. */
export const netFirewall = defineCheck({
  id: 'net.firewall',
  title: 'Firewall',
  why: 'People on other machines see the room and hear nothing.',
  look: ({ values: { announcedAddress } }) => Promise.resolve(announcedAddress),
  judge: (address) =>
    address.startsWith('127.')
      ? { status: 'skip', because: 'media is offered to this machine only' }
      : {
          status: 'warn',
          summary: 'Whether a firewall lets media through cannot be seen from here.',
          detail: `media is offered at ${address}, ports 40000 to 49999, UDP and TCP`,
          fix: { text: 'Open these ports in the firewall of this machine, for your own network only.' },
        },
});
