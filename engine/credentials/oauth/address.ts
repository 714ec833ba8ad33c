import { isIP } from 'node:net';

/** Whether a host (as `URL.hostname` writes it) is this machine itself. */
function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === '::1' || bare === 'localhost' || bare.endsWith('.localhost');
}

/** Why secrets may not be sent to this address; undefined where they may. */
export function refuseAddress(text: string): string | undefined {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  // Placeholders may stand behind the host, never in it: secrets go to a host that one can read.
  if (!url || !isWeb || /[{}]/.test(url.hostname)) {
    return 'is not a web address: it starts with https:// and a host name';
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return 'must start with https://, because secrets are sent there';
  }
  return url.username || url.password ? 'must not have a name and password in it' : undefined;
}
