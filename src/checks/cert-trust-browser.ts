/** Do the browsers trust the authority? */
import { defineCheck } from '../model/check.ts';
import { judgeTrust, lookAtStores } from './shared/judge-trust.ts';

/** Asks every database of every browser; one that is passed over shows warnings to whoever uses it. */
export const certTrustBrowser = defineCheck({
  id: 'cert.trust.browser',
  title: 'Trust of the browsers',
  why: 'Whoever opens the world in such a browser sees a warning, and scripts and sockets are refused without one.',
  needs: ['cert.leaf'],
  look: lookAtStores('browser'),
  judge: (rows) => judgeTrust(rows, 'warn'),
});
