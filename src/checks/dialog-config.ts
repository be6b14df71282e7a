/** Would dialog start, and let people in? */
import { type CheckGround, defineCheck } from '../model/check.ts';
import { effectiveEnvironment, textOf } from './shared/effective-environment.ts';

const files = ['HTTPS_CERT_FULLCHAIN', 'HTTPS_CERT_PRIVKEY', 'AUTH_KEY'] as const;

/** Where it does not find its key it starts all the same, and refuses everybody. */
export const dialogConfig = defineCheck({
  id: 'dialog.config',
  title: 'Settings of dialog',
  why: 'dialog ends when it starts, or refuses everybody who comes in, and says nothing.',
  needs: ['cert.leaf', 'key.perms'],
  look: async (ground: CheckGround) => {
    const { machine, values, services } = ground;
    if (!services.some(({ name }) => name === 'dialog')) return undefined;
    const environment = effectiveEnvironment(ground, 'dialog');
    const text = (name: string): string => textOf(environment, name) ?? '';
    const present = await Promise.all(files.map((name) => machine.files.kind(text(name))));
    const [wanted, given] = await Promise.all([
      machine.files.read(values.permsKey.publicPem),
      text('AUTH_KEY') === '' ? undefined : machine.files.read(text('AUTH_KEY')),
    ]);
    return {
      missing: files.filter((_, index) => present[index] !== 'file').map((name) => `${name}=${text(name)}`),
      hasOtherKey: given !== undefined && given !== wanted,
      authKey: text('AUTH_KEY'),
      range: [text('MEDIASOUP_MIN_PORT') || '40000', text('MEDIASOUP_MAX_PORT') || '49999'],
    };
  },
  judge: (seen) => {
    if (!seen) return { status: 'skip', because: 'dialog is not part of this stack' };
    const [min = '', max = ''] = seen.range;
    const faults = [
      ...seen.missing.map((line) => `there is no such file: ${line}`),
      ...(seen.hasOtherKey ? [`AUTH_KEY=${seen.authKey} is not the key that reticulum signs with`] : []),
      ...(/^\d+$/.test(min) && /^\d+$/.test(max) && Number(min) < Number(max) && Number(max) < 65_536
        ? []
        : [`MEDIASOUP_MIN_PORT=${min} and MEDIASOUP_MAX_PORT=${max} are no range of ports`]),
    ];
    return faults.length === 0
      ? { status: 'pass', note: `media on ports ${min} to ${max}` }
      : {
          status: 'fail',
          summary: 'dialog would not work with its settings.',
          detail: faults.join('\n'),
          fix: { text: 'Correct services.dialog.env in metaton.yaml, or take these variables out of it.' },
        };
  },
});
