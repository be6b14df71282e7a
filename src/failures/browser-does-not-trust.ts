/** A browser or program does not trust the certificate. */
import { defineFailure } from '../model/failure.ts';

export const browserDoesNotTrust = defineFailure({
  id: 'browser-does-not-trust',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['received CLIENT ALERT: Fatal - '],
  pattern: /received CLIENT ALERT: Fatal - (?:Certificate Unknown|Unknown CA|Bad Certificate)/,
  title: 'A browser or program does not trust the certificate.',
  meaning: 'It does not know the authority that signed it, or still holds an older certificate.',
  remedies: [
    'Import `certs/ca.pem` as an authority into that browser, and start it again.',
    'Another program (curl, Node) is told by `--cacert certs/ca.pem` or `NODE_EXTRA_CA_CERTS`.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs-compose/issues/49',
  example: '[notice] TLS :server: In state :certify received CLIENT ALERT: Fatal - Certificate Unknown',
});
