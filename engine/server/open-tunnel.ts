import { entryOf, TunnelHost, type TunnelHostOptions } from '#engine/tunnel';
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
  const { dataDir, tunnelPrograms, onError } = about;
  const tunnel = new TunnelHost({
    dataDir,
    onError,
    ...(tunnelPrograms && { programs: tunnelPrograms }),
    entry: entryOf(webhooks),
  });
  tunnel.subscribe(({ state, url }) => webhooks.publish(state === 'online' ? url : undefined));
  return tunnel;
}
