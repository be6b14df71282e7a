/** Does the running reticulum answer for all? */
import { defineCheck } from '../model/check.ts';
import { isUp, stackIsDown } from './shared/stack-down.ts';
import { messageOf } from '../model/message-of.ts';

/** Its own health is good only when it has the pages of hubs and Spoke. */
export const retHealth = defineCheck({
  id: 'ret.health',
  title: 'Health of reticulum',
  why: 'Visitors see errors, although every program runs.',
  needs: ['cert.leaf'],
  look: async ({ machine, values, facts, services }) => {
    if (!isUp(facts) || !services.some(({ name }) => name === 'reticulum')) return undefined;
    const base = `https://${values.host}:${values.port('reticulum')}`;
    const ask = (path: string): Promise<string> =>
      machine.network
        .request({ url: base + path, authorityFile: values.certificate.authority, answerWithinMs: 1_500 })
        .then(({ status, body }) => `${status} ${body}`, messageOf);
    const [meta, health] = await Promise.all([ask('/api/v1/meta'), ask('/health')]);
    return { meta, health, host: values.host };
  },
  judge: (seen) => {
    if (!seen) return stackIsDown;
    const { meta, health, host } = seen;
    const faults = [
      ...(meta.startsWith('200 ') ? [] : [`/api/v1/meta: ${meta.slice(0, 120)}`]),
      ...(meta.startsWith('200 ') && !meta.includes(`"phx_host":"${host}"`)
        ? [`/api/v1/meta does not name ${host}`]
        : []),
      ...(health.startsWith('200 ') ? [] : [`/health: ${health.slice(0, 120)}`]),
    ];
    return faults.length === 0
      ? { status: 'pass', note: 'well' }
      : {
          status: 'warn',
          summary: 'reticulum is not well.',
          detail: faults.join('\n'),
          fix: {
            text: 'Look at what it says; its health follows the pages of hubs and Spoke by 15 s.',
            command: 'metaton logs reticulum --lines 50',
          },
        };
  },
});
