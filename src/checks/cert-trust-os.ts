/** Does the system trust the authority? */
import { defineCheck } from '../model/check.ts';
import { judgeTrust, lookAtStores } from './shared/judge-trust.ts';

/** No more than a warning: the stack itself runs without, and not everybody may change the system. */
export const certTrustOs = defineCheck({
  id: 'cert.trust.os',
  title: "Trust in the system's store",
  why: 'curl and programs that ask the system see a certificate of somebody unknown.',
  needs: ['cert.leaf'],
  look: lookAtStores('os'),
  judge: (rows) => judgeTrust(rows, 'warn'),
});
