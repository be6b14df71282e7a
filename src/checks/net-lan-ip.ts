/** Is media offered at an address that this machine has? */
import { defectOf, defineCheck } from '../model/check.ts';
import { lanAddressGone } from '../model/problems/lan.ts';
import { effectiveEnvironment, textOf } from './shared/effective-environment.ts';

/** An address of yesterday's network is nobody's today. */
export const netLanIp = defineCheck({
  id: 'net.lan-ip',
  title: 'Address of media',
  why: 'Voice and video go to an address that nobody has: the room is silent.',
  look: async (ground) => {
    const environment = effectiveEnvironment(ground, 'dialog');
    const addresses = ['MEDIASOUP_LISTEN_IP', 'MEDIASOUP_ANNOUNCED_IP'].map((name) => ({
      name,
      value: textOf(environment, name),
    }));
    const { network } = ground.machine;
    const { lan } = ground.values;
    return { lan, addresses, own: network.ownAddresses(), inNetworks: await network.lanAddresses() };
  },
  judge: ({ lan, addresses, own, inNetworks }) => {
    if (lan && !own.includes(lan.address)) return defectOf('fail', lanAddressGone(lan.address, inNetworks));
    const foreign = addresses.filter(
      ({ value }) => value !== undefined && value !== '0.0.0.0' && !value.startsWith('127.') && !own.includes(value),
    );
    if (foreign.length === 0) return { status: 'pass', note: addresses.map(({ value }) => value ?? '').join(', ') };
    return {
      status: 'warn',
      summary: 'dialog offers media at an address that this machine does not have.',
      detail: [
        ...foreign.map(({ name, value }) => `${name}=${value ?? ''}`),
        `this machine has ${own.join(', ')}`,
      ].join('\n'),
      fix: { text: 'Take the address out of services.dialog.env in metaton.yaml, or give one that this machine has.' },
    };
  },
});
