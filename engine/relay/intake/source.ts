import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { UserError } from '#contract/error';

/** Tells the address a call comes from. */
export type SourceOf = (request: IncomingMessage) => string;

/**
 * Of calls through a proxy, the proxy tells: it adds the caller's address at the end of what
 * others may have written before it.
 *
 * @param proxies addresses or networks (`10.0.0.0/8`) of proxies besides this machine
 * @throws UserError where one of them is none
 */
export function sourceFrom(proxies: readonly string[]): SourceOf {
  const list = new BlockList();
  for (const proxy of ['127.0.0.0/8', '::1', ...proxies]) addTo(list, proxy);
  return ({ socket, headers }) => {
    const peer = plain(socket.remoteAddress ?? '');
    const family = isIP(peer) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(peer) === 0 || !list.check(peer, family)) return peer;
    const forwarded = headers['x-forwarded-for'];
    const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''))
      .split(',')
      .at(-1)
      ?.trim();
    return last !== undefined && isIP(last) !== 0 ? plain(last) : peer;
  };
}

function addTo(list: BlockList, proxy: string): void {
  const [address = '', bits] = proxy.split('/');
  const version = isIP(address);
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const length = Number(bits ?? (version === 6 ? 128 : 32));
  try {
    if (version === 0) throw new Error('no address');
    list.addSubnet(address, length, family);
  } catch (cause) {
    throw new UserError(`"${proxy}" is no address of a proxy.`, {
      code: 'USAGE',
      hint: 'Give an address such as 10.0.0.5 or a network such as 10.0.0.0/8.',
      cause,
    });
  }
}

/** IPv4 as such, also where it comes in the clothes of IPv6. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
