import type { Webhooks } from '#engine/webhook';
import type { TunnelEntry } from './entry.ts';

/** The listener for webhooks, as tunnels see it. */
export function entryOf({ listener, port }: Pick<Webhooks, 'listener' | 'port'>): TunnelEntry {
  return {
    port,
    take: (call) => listener.take(call),
    add: (part, route) => listener.add(part, route),
    allowHost: (host) => listener.hosts.allow(host),
    routes: () => listener.routes(),
    onRoutes: (hear) => listener.onRoutes(hear),
  };
}
