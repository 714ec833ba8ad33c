/**
 * How a list of hosts lets one in: `named` in full, or `below` one like
 * `*.example.com`, which holds for every name that ends so but not for
 * `example.com` itself. An entry with a port holds for that port alone.
 */
export type HostMatch = 'named' | 'below';

/**
 * Whether a host may be used, by a list of allowed ones.
 *
 * @param host a host name or address, without brackets
 * @param port the one that is connected to; undefined where that is not known
 */
export function matchHost(
  allowed: readonly string[],
  host: string,
  port: string | undefined,
): HostMatch | undefined {
  const asked = canonical(host);
  let best: HostMatch | undefined;
  for (const entry of allowed) {
    const { name, port: only } = partsOf(entry);
    if (only !== undefined && only !== port) continue;
    if (name.startsWith('*.')) {
      const parent = canonical(name.slice(2));
      if (parent !== '' && asked.endsWith(`.${parent}`)) best ??= 'below';
    } else if (name !== '' && canonical(name) === asked) return 'named';
  }
  return best;
}

function partsOf(entry: string): { name: string; port: string | undefined } {
  const text = entry.trim();
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text);
  return found ? { name: found[1] ?? '', port: found[2] } : { name: text, port: undefined };
}

/** One writing for each host: lower case, no brackets, no dot at the end, names of any script as DNS has them. */
function canonical(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const url = URL.parse(`http://${bare.includes(':') ? `[${bare}]` : bare}/`);
  return (url?.hostname ?? bare.toLowerCase()).replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
