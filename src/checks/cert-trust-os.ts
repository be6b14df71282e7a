/** Does the system trust the authority? */
import { defineCheck } from '../model/check.ts';
import { judgeTrust, lookAtStores } from './judge-trust.ts';

/** No more than a warning: the stack itself runs without, and not everybody may change the system. */
export const certTrustOs = defineCheck({
  id: 'cert.trust.os',
  title: "Trust in the system's store",
  needs: ['cert.leaf'],
  look: lookAtStores('os'),
  judge: (rows) => judgeTrust(rows, 'warn'),
});
