import { isIPv4, isIPv6 } from 'node:net';

/**
 * What kind of network an address belongs to. `forbidden` addresses are never
 * contacted: they hand out cloud credentials, or reach whoever is on the link.
 */
export type AddressKind = 'public' | 'private' | 'forbidden';

type Range<T> = readonly [prefix: T, bits: number, kind: AddressKind];

/** First match wins, so single forbidden hosts stand before the private ranges around them. */
const IPV4_RANGES: readonly Range<string>[] = [
  ['169.254.0.0', 16, 'forbidden'], // link-local, with the metadata service of most clouds
  ['100.100.100.200', 32, 'forbidden'], // Alibaba metadata
  ['168.63.129.16', 32, 'forbidden'], // Azure wire server
  ['192.0.0.192', 32, 'forbidden'], // Oracle metadata
  ['224.0.0.0', 4, 'forbidden'], // multicast
  ['240.0.0.0', 4, 'forbidden'], // reserved, broadcast
  ['0.0.0.0', 8, 'private'], // "this host": reaches loopback on most systems
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'], // carrier-grade NAT, overlay networks
  ['127.0.0.0', 8, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'], // benchmarking
];

const IPV6_RANGES: readonly Range<string>[] = [
  ['fd00:ec2::254', 128, 'forbidden'], // AWS metadata
  ['fd20:ce::254', 128, 'forbidden'], // Google metadata
  ['fe80::', 10, 'forbidden'], // link-local
  ['ff00::', 8, 'forbidden'], // multicast
  ['::1', 128, 'private'],
  ['::', 128, 'private'],
  ['fc00::', 7, 'private'], // unique local
  ['fec0::', 10, 'private'], // site-local, deprecated
];

/** Prefixes whose addresses carry an IPv4 address, and the bit where it starts. */
const IPV4_CARRIERS: readonly (readonly [prefix: string, bits: number, at: number])[] = [
  ['::ffff:0:0', 96, 96], // IPv4-mapped
  ['::ffff:0:0:0', 96, 96], // IPv4-translated
  ['::', 96, 96], // IPv4-compatible
  ['64:ff9b::', 96, 96], // NAT64
  ['64:ff9b:1::', 48, 96], // local NAT64
  ['2002::', 16, 16], // 6to4
];

/** Says what kind of network an IP address (without brackets) belongs to; anything unreadable is forbidden. */
export function classifyAddress(address: string): AddressKind {
  const bare = address.replace(/%.*$/, '');
  if (isIPv4(bare)) return classifyIPv4(ipv4Bits(bare));
  if (isIPv6(bare)) return classifyIPv6(ipv6Bits(bare));
  return 'forbidden';
}

function classifyIPv4(bits: bigint): AddressKind {
  for (const [prefix, length, kind] of IPV4_RANGES) {
    if (sharesPrefix(bits, ipv4Bits(prefix), length, 32)) return kind;
  }
  return 'public';
}

function classifyIPv6(bits: bigint): AddressKind {
  for (const [prefix, length, kind] of IPV6_RANGES) {
    if (sharesPrefix(bits, ipv6Bits(prefix), length, 128)) return kind;
  }
  for (const [prefix, length, at] of IPV4_CARRIERS) {
    if (sharesPrefix(bits, ipv6Bits(prefix), length, 128)) {
      return classifyIPv4((bits >> BigInt(96 - at)) & 0xffff_ffffn);
    }
  }
  return 'public';
}

function sharesPrefix(a: bigint, b: bigint, length: number, width: number): boolean {
  const shift = BigInt(width - length);
  return a >> shift === b >> shift;
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv6Bits(address: string): bigint {
  // The URL parser expands dotted tails and writes every form the same way.
  const hex = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = hex.split('::');
  const left = words(head);
  const right = tail === undefined ? [] : words(tail);
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}

function words(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
