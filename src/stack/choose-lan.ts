/** Chooses the host and the address at which other devices are to reach the stack. */
import type { Lan, LanAddress } from '../model/lan.ts';
import type { Network } from '../model/machine.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { lanAddressForeign, lanHostUnfit, lanMissing, lanNameElsewhere } from '../model/problems/lan.ts';

/** A place in a network. */
type LanPlace = Pick<Lan, 'host' | 'address'>;

/** What there is to choose from. */
export interface LanChoice {
  /** What the user names now. */
  readonly wanted: string | undefined;
  /** Where the stack has been open until now. */
  readonly remembered: LanPlace | undefined;
  /** What the settings say. */
  readonly configured: string;
}

/** What is named must lead here. Otherwise a name that does goes before the address, and the known address before another. */
export async function chooseLan(choice: LanChoice, network: Network): Promise<Result<LanPlace>> {
  const own = await network.lanAddresses();
  const [first] = own;
  if (!first) return failed(lanMissing());
  if (choice.wanted !== undefined) return named(choice.wanted, own, network);
  for (const host of [choice.remembered?.host, choice.configured]) {
    if (host === undefined || isAddress(host)) continue;
    const place = await named(host, own, network);
    if (place.ok) return place;
  }
  const { address } = own.find((each) => each.address === choice.remembered?.address) ?? first;
  return ok({ host: address, address });
}

async function named(host: string, own: readonly LanAddress[], network: Network): Promise<Result<LanPlace>> {
  if (host.includes(':')) return failed(lanHostUnfit(host, 'it is an IPv6 address, and the services speak IPv4 only'));
  if (isLoopback(host)) return failed(lanHostUnfit(host, 'on every device it leads to that device itself'));
  const isOwn = (address: string): boolean => own.some((each) => each.address === address);
  if (isAddress(host)) return isOwn(host) ? ok({ host, address: host }) : failed(lanAddressForeign(host, own));
  const found = await network.lookup(host);
  const address = found.find(isOwn);
  return address === undefined ? failed(lanNameElsewhere(host, found, own)) : ok({ host, address });
}

const isAddress = (host: string): boolean => host.includes(':') || /^\d+(?:\.\d+){3}$/.test(host);

const isLoopback = (host: string): boolean => /^127\.|(?:^|\.)localhost$/.test(host);
