/** Is the certificate authority there and fit? */
import { endsSoon } from '../model/certificates.ts';
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './shared/judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certCa = defineCheck({
  id: 'cert.ca',
  title: 'Certificate authority',
  why: 'It signs what every service shows to the browser; without it nothing is trusted.',
  look: ({ machine, values: { certificate } }) => machine.certificates.inspect(certificate),
  judge: ({ authority }) =>
    authority === 'others'
      ? { status: 'pass', note: 'none is needed: the certificate is your own' }
      : judgeCertificate('certificate authority', authority, endsSoon({ authority, leaf: { kind: 'missing' } })),
});
