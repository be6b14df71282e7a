/** Do the services that run on Node trust the authority? */
import { defineCheck } from '../model/check.ts';
import { judgeTrust, lookAtStores } from './shared/judge-trust.ts';

/** Has a Node with the environment of a service connect to a server with the certificate. */
export const certTrustNode = defineCheck({
  id: 'cert.trust.node',
  title: 'Trust of the services',
  why: 'A service that does not trust the others cannot ask them anything.',
  needs: ['cert.leaf'],
  look: lookAtStores('node'),
  judge: (rows) => judgeTrust(rows, 'fail'),
});
