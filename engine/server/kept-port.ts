import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a port is for: the window, or calls from outside. */
type Purpose = 'port' | 'webhook-port';

/** The port that was served on the last time; undefined where there was none. */
export async function keptPort(dataDir: string, purpose: Purpose = 'port'): Promise<number | undefined> {
  const port = Number(await readFile(join(dataDir, purpose), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : undefined;
}

/** Remembers the port for the next time. */
export async function keepPort(dataDir: string, port: number, purpose: Purpose = 'port'): Promise<void> {
  await writeFile(join(dataDir, purpose), `${port}\n`);
}
