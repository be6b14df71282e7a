/** Is the certificate there and fit? */
import { defineCheck } from '../model/check.ts';
import { certsFix, judgeCertificate } from './shared/judge-certificate.ts';

/** A month before its end there is still time to think: https://letsencrypt.org/docs/integration-guide/#when-to-renew */
const soonMs = 30 * 86_400_000;

/** Reads it and judges its dates, names, key and modes. */
export const certLeaf = defineCheck({
  id: 'cert.leaf',
  title: 'Certificate',
  why: 'Browsers refuse a page whose certificate has run out, is for another name or comes from another authority.',
  needs: ['cert.ca'],
  look: async ({ machine, values: { certificate } }) => ({
    ...(await machine.certificates.inspect(certificate.authorityFolder, certificate.folder, certificate.hosts)),
    now: machine.clock.now(),
  }),
  judge: ({ leaf, now }) => {
    const finding = judgeCertificate('certificate', leaf);
    if (leaf.kind !== 'usable' || leaf.expiresAt - now > soonMs || finding.status !== 'pass') return finding;
    return {
      status: 'warn',
      summary: `The certificate ends on ${new Date(leaf.expiresAt).toISOString().slice(0, 10)}.`,
      fix: certsFix,
    };
  },
});
