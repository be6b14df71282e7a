/** The certificate has expired. */
import { defineFailure } from '../model/failure.ts';

export const certificateExpired = defineFailure({
  id: 'certificate-expired',
  services: [],
  seenIn: ['browser', 'answer'],
  marks: ['ERR_CERT_DATE_INVALID', 'SEC_ERROR_EXPIRED_CERTIFICATE', 'certificate has expired', 'CERT_HAS_EXPIRED'],
  pattern: /ERR_CERT_DATE_INVALID|SEC_ERROR_EXPIRED_CERTIFICATE|certificate has expired|CERT_HAS_EXPIRED/,
  title: 'The certificate has expired.',
  meaning:
    'The one that comes with reticulum (priv/dev-ssl.cert) did so in 2019. A service also serves an old one until it is started again.',
  remedies: ['Run `metaton certs`, then `metaton patch`, then restart the service.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/tree/HEAD/priv',
  example: 'net::ERR_CERT_DATE_INVALID',
});
