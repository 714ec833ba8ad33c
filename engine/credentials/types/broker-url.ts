import type { ReachPoint } from '../try-reach.ts';

/** Said of a URL that nothing can be read from. */
export const NO_URL = 'cannot be read: signs like @ and / in the password are written as %40 and %2F';

/** Host and password in the URL of a broker, for `hostsOf` and `secretsOf`; empty where it cannot be read. */
export function readBrokerUrl(url: string): { hosts: string[]; secrets: string[] } {
  const read = URL.parse(url);
  if (!read || read.hostname === '') return { hosts: [], secrets: [] };
  const secrets = read.password === '' ? [] : [read.password, unescaped(read.password)];
  return { hosts: [read.hostname.replace(/^\[|\]$/g, '')], secrets };
}

/** Where the broker of a URL is; `schemes` gives the usual port of each, and whether it is encrypted. */
export function reachBroker(
  url: string,
  ca: string | undefined,
  schemes: Readonly<Record<string, readonly [port: number, tls: boolean]>>,
): ReachPoint | undefined {
  const read = URL.parse(url);
  const usual = read && schemes[read.protocol];
  const [host] = readBrokerUrl(url).hosts;
  if (!usual || host === undefined) return undefined;
  return { host, port: read.port === '' ? usual[0] : Number(read.port), tls: usual[1], ca };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
