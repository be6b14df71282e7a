/** Is the certificate authority there and fit? */
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './shared/judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certCa = defineCheck({
  id: 'cert.ca',
  title: 'Certificate authority',
  why: 'It signs what every service shows to the browser; without it nothing is trusted.',
  look: ({ machine, values: { certificate } }) =>
    machine.certificates.inspect(certificate.authorityFolder, certificate.folder, certificate.hosts),
  judge: ({ authority }) => judgeCertificate('certificate authority', authority),
});
