/** Names and addresses: as certificates carry them, and as an authority's name constraints permit them. */
import type { X509Certificate } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { type Der, derChildren, derElement } from './certificates-der.ts';

/** What a certificate is valid for; each name once, in one spelling. */
export interface Names {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** What an authority may vouch for. */
export interface Constraints {
  /** Each stands for itself and all below it. */
  readonly dns: readonly string[];
  /** Address and mask, one after the other: 8 bytes for IPv4, 32 for IPv6. */
  readonly ranges: readonly Buffer[];
}

/** The names of this machine to itself, and the configured hosts. */
export function namesFor(hosts: readonly string[]): Names {
  return sorted(['localhost', '127.0.0.1', '::1', ...hosts].map(canonical));
}

/** The names in a certificate's SAN. */
export function namesIn(certificate: X509Certificate): Names {
  const entries = certificate.subjectAltName?.split(', ') ?? [];
  return sorted(entries.map((entry) => canonical(entry.replace(/^(DNS|IP Address):/, ''))));
}

/** DNS names first, then addresses. */
export const listOf = (names: Names): readonly string[] => [...names.dns, ...names.ip];

/** Those of `wanted` that `present` lacks. */
export function missingFrom(present: Names, wanted: Names): readonly string[] {
  const there = new Set(listOf(present));
  return listOf(wanted).filter((name) => !there.has(name));
}

function sorted(names: readonly string[]): Names {
  const unique = [...new Set(names)].filter((name) => name !== '');
  return { dns: unique.filter((name) => isIP(name) === 0), ip: unique.filter((name) => isIP(name) !== 0) };
}

/** One spelling per name, so that `::1` and `0:0:0:0:0:0:0:1` are the same. */
function canonical(host: string): string {
  const bare = host.replace(/^\[|\]$|%.*$/g, '').toLowerCase();
  if (isIP(bare) === 6) return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  return isIPv4(bare) ? bare : domainToASCII(bare) || bare;
}

/** All of this machine's own addresses, and of others exactly those that are named. */
export function constraintsFor(names: Names): Constraints {
  const own = [
    Buffer.concat([addressBytes('127.0.0.0'), addressBytes('255.0.0.0')]),
    Buffer.concat([addressBytes('::1'), Buffer.alloc(16, 0xff)]),
  ];
  const others = names.ip.map(addressBytes).filter((address) => !own.some((range) => isInRange(address, range)));
  return {
    dns: names.dns,
    ranges: [...own, ...others.map((address) => Buffer.concat([address, Buffer.alloc(address.length, 0xff)]))],
  };
}

/** Those of `names` that an authority with these constraints may not vouch for. */
export function namesOutside(constraints: Constraints, names: Names): readonly string[] {
  return [
    ...names.dns.filter((name) => !constraints.dns.some((base) => name === base || name.endsWith(`.${base}`))),
    ...names.ip.filter((ip) => !constraints.ranges.some((range) => isInRange(addressBytes(ip), range))),
  ];
}

/** Constraints in words: `localhost, 127.0.0.0/8`. */
export const constraintsInWords = ({ dns, ranges }: Constraints): readonly string[] => [
  ...dns,
  ...ranges.map((range) => {
    const half = range.length / 2;
    const bits = [...range.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    return `${addressText(range.subarray(0, half))}/${bits}`;
  }),
];

function isInRange(address: Buffer, range: Buffer): boolean {
  if (range.length !== 2 * address.length) return false;
  return address.every((byte, i) => (byte & range.readUInt8(address.length + i)) === range.readUInt8(i));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string[] =>
    text === '' ? [] : text.split(':').map((group) => group.padStart(4, '0'));
  const before = groups(head).join('');
  const after = groups(tail).join('');
  return Buffer.from(before.padEnd(32 - after.length, '0') + after, 'hex');
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return canonical((bytes.toString('hex').match(/.{4}/g) ?? []).join(':'));
}

/** Tags of RFC 5280, 4.2.1.10: `permittedSubtrees`, and the two kinds of name that are used. */
const tag = { sequence: 0x30, permitted: 0xa0, dnsName: 0x82, ipAddress: 0x87 };

/** DER of the NameConstraints extension's value. Without IP ranges, addresses would be unconstrained. */
export function encodeConstraints({ dns, ranges }: Constraints): Buffer {
  const bases = [
    ...dns.map((name) => derElement(tag.dnsName, Buffer.from(name, 'latin1'))),
    ...ranges.map((range) => derElement(tag.ipAddress, range)),
  ];
  const subtrees = bases.map((base) => derElement(tag.sequence, base));
  return derElement(tag.sequence, derElement(tag.permitted, ...subtrees));
}

/** What the certificate's own extension says; `undefined` when it has none. Throws where it is not DER. */
export function constraintsIn(certificate: X509Certificate): Constraints | undefined {
  const value = extensionOf(certificate, nameConstraintsOid);
  if (!value) return undefined;
  const permitted = derChildren(value)
    .flatMap(inside)
    .filter((element) => element.tag === tag.permitted);
  const bases = permitted.flatMap(inside).flatMap((subtree) => inside(subtree).slice(0, 1));
  return {
    dns: bases.filter((base) => base.tag === tag.dnsName).map((base) => base.content.toString('latin1')),
    ranges: bases.filter((base) => base.tag === tag.ipAddress).map((base) => base.content),
  };
}

/** 2.5.29.30 */
const nameConstraintsOid = Buffer.from('551d1e', 'hex');

/** Node reads no extension but the SAN and key usage, hence the walk: Certificate, TBSCertificate, [3], Extensions. */
function extensionOf(certificate: X509Certificate, oid: Buffer): Buffer | undefined {
  const [tbs] = derChildren(certificate.raw).flatMap(inside);
  const extensions = tbs
    ? inside(tbs)
        .filter((element) => element.tag === 0xa3)
        .flatMap(inside)
        .flatMap(inside)
    : [];
  const found = extensions.map(inside).find(([id]) => id?.content.equals(oid));
  return found?.at(-1)?.content;
}

const inside = (element: Der): readonly Der[] => derChildren(element.content);
