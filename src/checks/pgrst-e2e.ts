/** Does PostgREST give an admin the accounts? */
import { defineCheck } from '../model/check.ts';

/** A token minted here proves key, JWK, audience, role and schema at once. */
export const pgrstE2e = defineCheck({
  id: 'pgrst.e2e',
  title: 'PostgREST with a token of ours',
  why: 'The admin panel stays empty.',
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
      : {
          status: 'fail',
          summary: 'PostgREST does not give an admin the accounts.',
          detail: `it answered ${answer.status}: ${answer.body.slice(0, 200)}`,
          fix: {
            text: 'Start PostgREST anew, with the key and the settings as they are now.',
            command: 'metaton restart postgrest',
            mend: { kind: 'restart', services: ['postgrest'] },
          },
        };
  },
});
