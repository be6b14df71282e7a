/** Is the certificate there and fit? */
import { endsSoon } from '../model/certificates.ts';
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './shared/judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certLeaf = defineCheck({
  id: 'cert.leaf',
  title: 'Certificate',
  why: 'Browsers refuse a page whose certificate has run out, is for another name or comes from another authority.',
  needs: ['cert.ca'],
  look: ({ machine, values: { certificate } }) => machine.certificates.inspect(certificate),
  judge: ({ authority, leaf }) =>
    judgeCertificate(
      'certificate',
      leaf,
      endsSoon({ authority: authority === 'others' ? authority : { kind: 'missing' }, leaf }),
    ),
});
