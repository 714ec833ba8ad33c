import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address a call comes from. Of calls through a tunnel the tunnel tells: it adds
 * the caller's address at the end of what others may have written before it.
 */
export function remoteOf(request: IncomingMessage, isForwarded: boolean): string {
  const own = plain(request.socket.remoteAddress ?? '');
  if (!isForwarded) return own;
  const forwarded = request.headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim();
  return last !== undefined && isIP(last) !== 0 ? plain(last) : own;
}

/** IPv4 as such, also where it comes in the clothes of IPv6. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
