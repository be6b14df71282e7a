/** dialog is to offer media at an address that this machine does not have. */
import { defineFailure } from '../model/failure.ts';

export const mediaAddressNotHere = defineFailure({
  id: 'media-address-not-here',
  services: ['dialog'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['bind failed due to address not available'],
  pattern: /[Pp]ort bind failed due to address not available/,
  title: 'dialog is to offer media at an address that this machine does not have.',
  meaning:
    'MEDIASOUP_LISTEN_IP must be an address of this very machine; the public one in front of a router is for MEDIASOUP_ANNOUNCED_IP only.',
  remedies: ['Take MEDIASOUP_LISTEN_IP out of `env` of dialog in metaton.yaml, then `metaton restart dialog`.'],
  source: 'https://github.com/Hubs-Foundation/dialog/issues/35',
  example:
    "mediasoup:ERROR:Channel [pid:91 RTC::PortManager::Bind() | throwing MediaSoupError: port bind failed due to address not available [transport:udp, ip:'203.0.113.9', port:48729]",
});
