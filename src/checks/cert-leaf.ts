/** Is the certificate there and fit? */
import { endsSoon } from '../model/certificates.ts';
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. */
export const certLeaf = defineCheck({
  id: 'cert.leaf',
  title: 'Certificate',
  needs: ['cert.authority'],
  look: ({ machine, values: { certificate } }) => machine.certificates.inspect(certificate),
  judge: ({ authority, leaf }) =>
    judgeCertificate(
      'certificate',
      leaf,
      endsSoon({ authority: authority === 'others' ? authority : { kind: 'missing' }, leaf }),
    ),
});
