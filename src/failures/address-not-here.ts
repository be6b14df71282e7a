/** The service is to listen at an address that this machine does not have. */
import { defineFailure } from '../model/failure.ts';

export const addressNotHere = defineFailure({
  id: 'address-not-here',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['EADDRNOTAVAIL'],
  pattern: /listen EADDRNOTAVAIL/,
  title: 'The service is to listen at an address that this machine does not have.',
  meaning: 'A variable of the shell such as HOST_IP, or a setting, names an address of another network.',
  remedies: [
    'Run `metaton doctor`, then look for HOST_IP and HOST in your shell: `env | grep HOST`.',
    'Take the address out of `env` of the service in metaton.yaml, then `metaton up` again.',
  ],
  source: 'https://github.com/albirrkarim/mozilla-hubs-installation-detailed/blob/main/PROBLEM_SOLVED.md',
  example: 'Error: listen EADDRNOTAVAIL: address not available 192.168.7.20:9090',
});
