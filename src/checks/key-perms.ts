/** Do reticulum, dialog and PostgREST hold one and the same perms key? */
import { defineCheck } from '../model/check.ts';
import { certificatesUnfit } from '../model/problems/check.ts';

/** The private key goes to reticulum, the public one to dialog, the JWK to PostgREST: their moduli must be equal. */
export const keyPerms = defineCheck({
  id: 'key.perms',
  title: 'Perms key of reticulum, dialog and PostgREST',
  look: async ({ machine, values: { certificate } }) => (await machine.certificates.inspect(certificate)).permsKeys,
  judge: (keys) => {
    if (keys === 'consistent') return { status: 'pass', note: 'one key in all three' };
    const problem = keys === 'missing' ? certificatesUnfit('set of perms keys', 'they are missing') : keys.wrong;
    return { status: 'fail', problem };
  },
});
