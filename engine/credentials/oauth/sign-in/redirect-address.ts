import { randomInt } from 'node:crypto';
import { UserError } from '#contract/error';

/** What browsers look for at 127.0.0.1, where we listen. */
const OURS = ['127.0.0.1', 'localhost'];
const DEFAULT = 'http://127.0.0.1/callback';
/** Ports that nobody is given by name (RFC 6335). */
const DYNAMIC_PORTS = [49_152, 65_536] as const;

/**
 * Where the browser is sent after signing in: a port on this machine where one listens,
 * or an address (perhaps elsewhere) that the user copies back.
 */
export type RedirectAddress = { kind: 'listen'; url: URL; port: number } | { kind: 'paste'; text: string };

/**
 * Says where the browser comes back to.
 *
 * @param registered the address that the service knows; none: any port of this machine
 * @param paste the browser runs elsewhere, so nothing listens
 * @throws UserError `CREDENTIAL_INVALID`
 */
export function redirectAddress(registered: string | undefined, paste: boolean): RedirectAddress {
  const url = URL.parse(registered ?? DEFAULT);
  if (!url) {
    throw new UserError('The redirect address of the connection is not an address', {
      code: 'CREDENTIAL_INVALID',
      hint: `Leave it empty, or enter the one that is registered with the service, for example ${DEFAULT}.`,
    });
  }
  const isOurs = url.protocol === 'http:' && OURS.includes(url.hostname);
  if (!isOurs) return { kind: 'paste', text: registered ?? DEFAULT };
  if (!paste) return { kind: 'listen', url, port: Number(url.port) };
  // Nobody listens there: the browser shows the address, which is all that is needed.
  if (url.port === '') url.port = String(randomInt(...DYNAMIC_PORTS));
  return { kind: 'paste', text: url.href };
}
