/** The certificate is not for this name. */
import { defineFailure } from '../model/failure.ts';

export const browserNameDiffers = defineFailure({
  id: 'browser-name-differs',
  services: [],
  seenIn: ['browser', 'answer'],
  marks: ['ERR_CERT_COMMON_NAME_INVALID', 'SSL_ERROR_BAD_CERT_DOMAIN', "does not match certificate's altnames"],
  pattern: /ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN|does not match certificate's altnames/,
  title: 'The certificate is not for this name.',
  meaning:
    'It names localhost, the addresses of this machine, and the host of your settings. The one that comes with reticulum names none.',
  remedies: [
    'Open https://localhost:4000.',
    'For another name, set `host` in metaton.yaml, then `metaton certs` and `metaton up`.',
  ],
  source: 'https://support.mozilla.org/en-US/kb/error-codes-secure-websites',
  example: 'https://hubs.local:4000/ net::ERR_CERT_COMMON_NAME_INVALID',
});
