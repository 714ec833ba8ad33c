import type { Devices } from '#engine/relay';
import type { Terminal } from '../../command.ts';
import { relayDir } from './options.ts';

/**
 * Looks into a relay's database, also while the relay runs.
 *
 * @throws UserError `NO_RELAY`
 */
export async function withDevices<T>(
  options: { 'data-dir'?: string },
  { env }: Terminal,
  act: (devices: Devices) => T,
): Promise<T> {
  const { Devices, openStore, relayFile } = await import('#engine/relay');
  const db = openStore(relayFile(relayDir(options['data-dir'], env)), true);
  try {
    return act(new Devices(db));
  } finally {
    db.close();
  }
}
