import { z } from 'zod';

const feed = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+$/), url: z.url({ protocol: /^https$/ }) });

/** A version that is newer than this one, and the page that has it. */
export type Update = z.infer<typeof feed>;

/**
 * Looks whether there is a newer version. Asks nobody unless a feed was set: it is
 * a JSON file `{ "version": "1.2.3", "url": "https://…" }`. Undefined where there
 * is none or the feed cannot be read: a missed update is no reason to disturb.
 */
export async function findUpdate(
  address: string | undefined,
  current: string,
  get: (url: string) => Promise<unknown> = getJson,
): Promise<Update | undefined> {
  if (address === undefined) return undefined;
  const parsed = feed.safeParse(await get(address).catch(() => undefined));
  return parsed.success && isNewer(parsed.data.version, current) ? parsed.data : undefined;
}

function isNewer(version: string, current: string): boolean {
  return version.localeCompare(current, 'en', { numeric: true }) > 0;
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), credentials: 'omit' });
  return response.ok ? await response.json() : undefined;
}
