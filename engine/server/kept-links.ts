import { existsSync } from 'node:fs';
import { WaitLinks } from '#engine/host';
import { keptPort } from './kept-port.ts';

/**
 * The links that the engine of a data directory gives to waiting steps, for whoever only reads there.
 * Undefined where nothing has listened for calls yet.
 */
export async function keptLinks(dataDir: string): Promise<WaitLinks | undefined> {
  const port = await keptPort(dataDir, 'webhook-port');
  // Making the key is for the engine, which has the directory for itself.
  if (port === undefined || !existsSync(WaitLinks.keyFile(dataDir))) return undefined;
  const links = new WaitLinks(dataDir);
  links.leadTo(`http://127.0.0.1:${port}`);
  return links;
}
