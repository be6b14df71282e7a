/** Does PostgREST give an admin the accounts? */
import { defineCheck } from '../model/check.ts';
import { postgrestRefuses } from '../model/problems/check.ts';

/** A token minted here proves key, JWK, audience, role and schema at once. */
export const pgrstEndToEnd = defineCheck({
  id: 'pgrst.end-to-end',
  title: 'PostgREST with a token of ours',
  needs: ['db.schema', 'key.perms', 'pgrst.config'],
  look: async ({ machine, values, facts }) => {
    const port = values.port('postgrest');
    if (!facts.portHolders.has(port)) return undefined;
    const claims = { aud: 'ret_perms', postgrest_role: 'ret_admin' };
    const token = await machine.certificates.sign({ key: { file: values.permsKey.privatePem }, claims });
    return machine.network.request({
      url: `http://localhost:${port}/accounts?limit=1`,
      authorityFile: values.certificate.authority,
      headers: { authorization: `Bearer ${token}` },
      answerWithinMs: 1_500,
    });
  },
  judge: (answer) => {
    if (!answer) return { status: 'skip', because: 'PostgREST is not running' };
    return answer.status === 200
      ? { status: 'pass', note: 'accounts read as ret_admin' }
      : { status: 'fail', problem: postgrestRefuses(`it answered ${answer.status}: ${answer.body.slice(0, 200)}`) };
  },
});
