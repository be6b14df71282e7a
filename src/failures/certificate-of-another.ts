/** The service shows a certificate that is not from your authority. */
import { defineFailure } from '../model/failure.ts';

export const certificateOfAnother = defineFailure({
  id: 'certificate-of-another',
  services: ['reticulum', 'dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['answer'],
  marks: [
    'unable to verify the first certificate',
    'self-signed certificate',
    'self signed certificate',
    'unable to get local issuer certificate',
  ],
  pattern: /unable to verify the first certificate|self[- ]signed certificate|unable to get local issuer certificate/,
  title: 'The service shows a certificate that is not from your authority.',
  meaning: 'It is the one that comes with its code, one that webpack made itself, or one of an authority of before.',
  remedies: ['Run `metaton certs`, then `metaton patch`, then restart the service.'],
  source: 'https://nodejs.org/api/tls.html#x509-certificate-error-codes',
  example: 'unable to verify the first certificate',
});
