import { BlockList, isIP } from 'node:net';
import { UserError } from '#contract/error';

/**
 * Says whether an address is one of those allowed.
 *
 * @param entries addresses and networks, such as `192.30.252.0/22`
 * @throws UserError for an entry that is neither
 */
export function allowList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.trim().split('/');
    const family = isIP(address);
    const length = bits === undefined ? undefined : Number(bits);
    const isLength =
      length === undefined || (/^\d+$/.test(bits ?? '') && length <= (family === 4 ? 32 : 128));
    if (family === 0 || !isLength || more.length > 0) throw notAnAddress(entry);
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (length === undefined) list.addAddress(address, type);
    else list.addSubnet(address, length, type);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function notAnAddress(entry: string): UserError {
  return new UserError(`"${entry}" in the allowed addresses is neither an address nor a network.`, {
    code: 'BAD_ADDRESS',
    hint: 'Write addresses like 203.0.113.7 or networks like 203.0.113.0/24.',
  });
}
