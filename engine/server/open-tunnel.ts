import { TunnelHost, type TunnelHostOptions } from '#engine/tunnel';
import type { Webhooks } from '#engine/webhook';

/** Opens the way from the internet to the listener that was chosen the last time, if one was. */
export function openTunnel(
  webhooks: Webhooks,
  about: {
    dataDir: string;
    tunnelPrograms?: TunnelHostOptions['programs'];
    onError(error: unknown): void;
  },
): TunnelHost {
  const { listener, port } = webhooks;
  const { dataDir, tunnelPrograms, onError } = about;
  const tunnel = new TunnelHost({
    dataDir,
    onError,
    ...(tunnelPrograms && { programs: tunnelPrograms }),
    entry: {
      port,
      take: (call) => listener.take(call),
      add: (part, route) => listener.add(part, route),
      allowHost: (host) => listener.hosts.allow(host),
      routes: () => listener.routes(),
      onRoutes: (hear) => listener.onRoutes(hear),
    },
  });
  tunnel.subscribe(({ state, url }) => webhooks.publish(state === 'online' ? url : undefined));
  return tunnel;
}
