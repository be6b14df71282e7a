import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { LanAddress } from '../model/lan.ts';
import { chooseLan, type LanChoice } from './choose-lan.ts';

const wifi: LanAddress = { address: '192.168.1.5', network: 'wlan0' };
const cable: LanAddress = { address: '10.0.0.5', network: 'eth0' };
const names: Readonly<Record<string, readonly string[]>> = {
  'world.lan': ['fe80::1', '10.0.0.5'],
  'hosts.file': ['127.0.0.1'],
  'other.lan': ['192.168.1.9'],
};

const choose = async (choice: Partial<LanChoice>, own: readonly LanAddress[] = [wifi, cable]): Promise<unknown> => {
  const { network } = fakeMachine({
    network: { lanAddresses: () => Promise.resolve(own), lookup: (name) => Promise.resolve(names[name] ?? []) },
  });
  const result = await chooseLan(
    { wanted: undefined, remembered: undefined, configured: 'localhost', ...choice },
    network,
  );
  return result.ok ? [result.value.host, result.value.address] : result.problems.map(({ code }) => code);
};

describe('where other devices reach the stack', () => {
  it('is the address that leads outward, unless it was another before that is still here', async () => {
    expect(await choose({})).toEqual(['192.168.1.5', '192.168.1.5']);
    const here = { host: '10.0.0.5', address: '10.0.0.5' };
    expect(await choose({ remembered: here })).toEqual(['10.0.0.5', '10.0.0.5']);
    expect(await choose({ remembered: here }, [wifi])).toEqual(['192.168.1.5', '192.168.1.5']);
  });

  it('is a name of the settings, or of before, where that leads here', async () => {
    expect(await choose({ configured: 'world.lan' })).toEqual(['world.lan', '10.0.0.5']);
    expect(await choose({ configured: 'hosts.file' })).toEqual(['192.168.1.5', '192.168.1.5']);
    expect(await choose({ remembered: { host: 'world.lan', address: '172.16.0.1' } })).toEqual([
      'world.lan',
      '10.0.0.5',
    ]);
  });

  it.each([
    ['10.0.0.5', ['10.0.0.5', '10.0.0.5']],
    ['world.lan', ['world.lan', '10.0.0.5']],
    ['10.0.0.6', ['lan-address-foreign']],
    ['other.lan', ['lan-name-elsewhere']],
    ['hosts.file', ['lan-name-elsewhere']],
    ['nowhere.lan', ['lan-name-elsewhere']],
    ['localhost', ['lan-host-unfit']],
    ['a.localhost', ['lan-host-unfit']],
    ['127.0.0.1', ['lan-host-unfit']],
    ['fd00::5', ['lan-host-unfit']],
  ])('is what the user names, if devices can use that: %s', async (wanted, expected) => {
    expect(await choose({ wanted })).toEqual(expected);
  });

  it('is nowhere without a network', async () => {
    expect(await choose({}, [])).toEqual(['lan-missing']);
  });
});
