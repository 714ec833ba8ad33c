/** Said of a URL that nothing can be read from. */
export const NO_URL = 'cannot be read: signs like @ and / in the password are written as %40 and %2F';

/** Host and password in the URL of a broker, for `hostsOf` and `secretsOf`; empty where it cannot be read. */
export function readBrokerUrl(url: string): { hosts: string[]; secrets: string[] } {
  const read = URL.parse(url);
  if (!read || read.hostname === '') return { hosts: [], secrets: [] };
  const secrets = read.password === '' ? [] : [read.password, unescaped(read.password)];
  return { hosts: [read.hostname.replace(/^\[|\]$/g, '')], secrets };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
