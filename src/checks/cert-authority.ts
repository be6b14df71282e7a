/** Is the certificate authority there and fit? */
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certAuthority = defineCheck({
  id: 'cert.authority',
  title: 'Certificate authority',
  look: ({ machine, values: { certificate } }) =>
    machine.certificates.inspect(certificate.authorityFolder, certificate.folder, certificate.hosts),
  judge: ({ authority }) => judgeCertificate('certificate authority', authority),
});
