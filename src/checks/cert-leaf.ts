/** Is the certificate there and fit? */
import { endsSoon } from '../model/certificates.ts';
import { defineCheck } from '../model/check.ts';
import { judgeCertificate } from './shared/judge-certificate.ts';

/** Reads it and judges its dates, names, key and modes. It does not rest on cert.ca: who has one of his own has no authority. */
export const certLeaf = defineCheck({
  id: 'cert.leaf',
  title: 'Certificate',
  why: 'Browsers refuse a page whose certificate has run out, is for another name or comes from another authority.',
  look: ({ machine, values: { certificate } }) => machine.certificates.inspect(certificate),
  judge: ({ authority, leaf }) => {
    if (authority !== 'others' && authority.kind !== 'usable') return { status: 'skip', because: 'it needs cert.ca' };
    return judgeCertificate(
      'certificate',
      leaf,
      endsSoon({ authority: authority === 'others' ? authority : { kind: 'missing' }, leaf }),
    );
  },
});
