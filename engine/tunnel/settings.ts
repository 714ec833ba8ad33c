import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('off') }),
  z.object({ provider: z.literal('relay') }),
  z.object({ provider: z.literal('cloudflared') }),
  z.object({ provider: z.literal('ngrok') }),
  z.object({ provider: z.literal('own'), url: z.string() }),
]);

/** Which way calls from the internet take. */
export type TunnelSettings = z.infer<typeof schema>;

/** Off where nothing was ever chosen, or it cannot be read. */
export function readSettings(file: string): TunnelSettings {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { provider: 'off' };
  }
}

export function writeSettings(file: string, settings: TunnelSettings): void {
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, `${JSON.stringify(settings)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(fresh, file);
}
