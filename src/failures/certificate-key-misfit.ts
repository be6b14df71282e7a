/** The private key does not belong to the certificate. */
import { defineFailure } from '../model/failure.ts';

export const certificateKeyMisfit = defineFailure({
  id: 'certificate-key-misfit',
  services: ['reticulum', 'dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log', 'answer'],
  marks: [
    'Fatal - Decrypt Error',
    'key values mismatch',
    'last octet invalid',
    'tlsv1 alert decrypt error',
    'ssl/tls alert decrypt error',
  ],
  pattern: /Fatal - Decrypt Error|key values mismatch|last octet invalid|alert decrypt error/i,
  title: 'The private key does not belong to the certificate.',
  meaning:
    'reticulum starts all the same and says that it can be reached; then every single connection fails. Certificate and key have been replaced one without the other.',
  remedies: ['Run `metaton certs`, then `metaton patch`, then restart the service: `metaton restart reticulum`.'],
  source: 'https://www.rfc-editor.org/rfc/rfc8446#section-6.2',
  example: '[notice] TLS :server: In state :certify received CLIENT ALERT: Fatal - Decrypt Error',
});
