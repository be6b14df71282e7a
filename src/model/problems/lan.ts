/** Problems with being open to the other devices of a network. */
import type { LanAddress } from '../lan.ts';
import type { Problem } from '../problem.ts';

const inWords = (own: readonly LanAddress[]): string =>
  own.length === 0
    ? 'this machine is in no network'
    : `this machine has ${own.map(({ address, network }) => `${address} (${network})`).join(', ')}`;

const choices = (own: readonly LanAddress[]): readonly string[] =>
  own.map(({ address }) => `Run \`metaton up --lan --host ${address}\`.`);

/** The stack is to be opened to a network, and this machine is in none. */
export const lanMissing = (): Problem => ({
  code: 'lan-missing',
  summary: 'This machine has no IPv4 address in any network, so no other device can reach it.',
  fixes: ['Connect it to the network of the other devices, then run `metaton up --lan` again.'],
});

/** What `--host` names is no address of this machine. */
export const lanAddressForeign = (address: string, own: readonly LanAddress[]): Problem => ({
  code: 'lan-address-foreign',
  summary: `${address} is not an address of this machine: no device would reach it there.`,
  evidence: inWords(own),
  fixes: ['Leave `--host` out: `metaton up --lan` finds the address.', ...choices(own)],
});

/** What `--host` names leads to another machine, or nowhere. */
export const lanNameElsewhere = (name: string, found: readonly string[], own: readonly LanAddress[]): Problem => ({
  code: 'lan-name-elsewhere',
  summary: `${name} does not lead to an address that other devices can reach this machine at.`,
  evidence: `${found.length === 0 ? 'it has no address' : `it leads to ${found.join(', ')}`}; ${inWords(own)}`,
  fixes: [
    `Have the name server of your network (often the router) lead ${name} to this machine; the hosts file of this machine tells nobody else.`,
    'Leave `--host` out: `metaton up --lan` uses the address, which needs no name.',
  ],
});

/** What `--host` names cannot be reached from outside: a loopback name, or IPv6, which the services do not speak. */
export const lanHostUnfit = (host: string, reason: string): Problem => ({
  code: 'lan-host-unfit',
  summary: `Other devices cannot reach this machine at ${host}: ${reason}.`,
  fixes: ['Give a host name or an IPv4 address of this machine, or leave `--host` out.'],
  isUsage: true,
});

/** The address that the stack was opened at is not this machine's any more, as after a change of networks. */
export const lanAddressGone = (address: string, own: readonly LanAddress[]): Problem => ({
  code: 'lan-address-gone',
  summary: `${address}, where other devices reach the stack, is not an address of this machine any more.`,
  evidence: inWords(own),
  fixes: [
    'Run `metaton down` where it runs, then `metaton up --lan`, which moves everything to the new address.',
    'Or go back to this machine alone: `metaton up --no-lan`.',
  ],
});

/** To be open to others has consequences that somebody has to agree to. */
export const lanNotConfirmed = (consequences: string): Problem => ({
  code: 'lan-not-confirmed',
  summary: 'Nothing was opened: nobody has agreed to what it means.',
  evidence: consequences,
  fixes: ['Run the same command with `--yes`; it is asked once in a workspace.'],
});

/** What the workspace remembers about being open is damaged. */
export const lanStateUnreadable = (file: string): Problem => ({
  code: 'lan-state-unreadable',
  summary: `${file} cannot be understood.`,
  fixes: ['Run `metaton up --no-lan`, or `metaton up --lan`: either writes it anew.'],
});

/** A host was given, and nothing is to be opened. */
export const lanHostWithoutLan = (): Problem => ({
  code: 'lan-host-without-lan',
  summary: '`--host` says where other devices reach the stack, and only `--lan` lets them in.',
  fixes: ['Run `metaton up --lan --host NAME`, or leave `--host` out.'],
  isUsage: true,
});

/** There is nothing to hand out to devices that cannot reach the stack. */
export const lanClosed = (): Problem => ({
  code: 'lan-closed',
  summary: 'Other devices cannot reach this stack: it is open to this machine alone.',
  fixes: ['Open it with `metaton up --lan`, then run the same command again.'],
});
