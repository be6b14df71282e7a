/** Do reticulum, dialog and PostgREST hold one and the same perms key? */
import { defectOf, defineCheck } from '../model/check.ts';
import { certsFix } from './shared/judge-certificate.ts';

/** The private key goes to reticulum, the public one to dialog, the JWK to PostgREST: their moduli must be equal. */
export const keyPerms = defineCheck({
  id: 'key.perms',
  title: 'Perms key of reticulum, dialog and PostgREST',
  why: 'A token that one signs and another cannot verify lets nobody into a room, and no admin to the data.',
  look: async ({ machine, values: { certificate } }) => (await machine.certificates.inspect(certificate)).permsKeys,
  judge: (keys) => {
    if (keys === 'consistent') return { status: 'pass', note: 'one key in all three' };
    if (keys === 'missing') return { status: 'fail', summary: 'The set of perms keys is missing.', fix: certsFix };
    return defectOf('fail', keys.wrong, certsFix);
  },
});
