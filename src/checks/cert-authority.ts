/** Is the certificate authority there and fit? */
import { defineCheck } from '../model/check.ts';
import { endsSoon } from '../model/certificates.ts';
import { judgeCertificate } from './judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certAuthority = defineCheck({
  id: 'cert.authority',
  title: 'Certificate authority',
  look: ({ machine, values: { certificate } }) => machine.certificates.inspect(certificate),
  judge: ({ authority }) =>
    authority === 'others'
      ? { status: 'skip', because: 'the certificate is your own' }
      : judgeCertificate('certificate authority', authority, endsSoon({ authority, leaf: { kind: 'missing' } })),
});
