/** The host a fixed address leads to, with its port where one is named; undefined where an expression decides. */
export function hostOfUrl(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const found = /^\s*https?:\/\/(?:[^/?#@]*@)?(\[[\da-f:.]+\]|[^/?#:@{}\s[\]]+)(:\d+)?(?:[/?#]|\s*$)/i.exec(
    text,
  );
  return found ? `${found[1]}${found[2] ?? ''}`.toLowerCase() : undefined;
}

const HOST =
  /^(?:\*\.)?(?:(?:[a-z\d_](?:[a-z\d_-]*[a-z\d_])?\.)*[a-z\d_](?:[a-z\d_-]*[a-z\d_])?|\[[\da-f:.]+\])(?::\d{1,5})?$/;

/** What was typed or pasted as a host: addresses are cut down to theirs. Undefined where it cannot be one. */
export function hostFrom(text: string): string | undefined {
  const plain = text.trim();
  const host = hostOfUrl(plain.includes('://') ? plain : `https://${plain}`);
  return host !== undefined && HOST.test(host) ? host : undefined;
}

/** Hosts of a slot that a credential is not allowed for. */
export function hostsNotAllowed(wanted: readonly string[], allowed: readonly string[]): readonly string[] {
  return wanted.filter((host) => !allowed.some((pattern) => covers(pattern, host)));
}

/** `*.example.com` covers what is below `example.com`; without a port, every port. */
function covers(pattern: string, host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1)) || name.endsWith(pattern.slice(1));
  return pattern === host || pattern === name;
}
