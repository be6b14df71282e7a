/** The browser does not know the authority of the certificate. */
import { defineFailure } from '../model/failure.ts';

export const browserAuthorityUnknown = defineFailure({
  id: 'browser-authority-unknown',
  services: [],
  seenIn: ['browser'],
  marks: ['ERR_CERT_AUTHORITY_INVALID', 'SEC_ERROR_UNKNOWN_ISSUER', 'MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT'],
  pattern: /ERR_CERT_AUTHORITY_INVALID|SEC_ERROR_UNKNOWN_ISSUER|MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT/,
  title: 'The browser does not know the authority of the certificate.',
  meaning:
    'Pages come from five ports, and scripts of a port that is not trusted are not loaded: the page stays blank.',
  remedies: ['Import `certs/ca.pem` as an authority into the browser, and start it again: that is good for all ports.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/496',
  example: 'GET https://localhost:8080/assets/js/hub.js net::ERR_CERT_AUTHORITY_INVALID',
});
