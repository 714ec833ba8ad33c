import { type ArmContext, isJsonObject } from '#contract/node';
import { buildHeaders, statusError } from '#nodes/connect';
import type { PollSource } from '../arm-poll.ts';
import type { PollMemory } from '../memory.ts';
import { readFeed } from './read-feed.ts';

/** Bytes of a feed. */
const LARGEST = 32 * 1024 * 1024;

/** Fetches a feed, but not again what the server says is unchanged. */
export async function lookAtFeed(
  { http, signal }: Pick<ArmContext<unknown>, 'http' | 'signal'>,
  url: URL,
  headers: Readonly<Record<string, unknown>> | undefined,
  memory: PollMemory,
): ReturnType<PollSource['look']> {
  const known = isJsonObject(memory.note) ? memory.note : {};
  const response = await http.request({
    method: 'GET',
    url: url.href,
    headers: {
      accept: 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5',
      ...(typeof known.etag === 'string' ? { 'if-none-match': known.etag } : {}),
      ...(typeof known.modified === 'string' ? { 'if-modified-since': known.modified } : {}),
      ...buildHeaders(headers),
    },
    signal,
    maxBytes: LARGEST,
  });
  if (response.status === 304) {
    await response.bytes();
    return undefined;
  }
  if (response.status < 200 || response.status >= 300) throw await statusError('GET', response);
  const entries = await readFeed(await response.text());
  async function* pages() {
    // The newest stands first in a feed; runs are started from the oldest on.
    yield entries.reverse();
  }
  const { etag, 'last-modified': modified } = response.headers;
  const note = { ...(etag === undefined ? {} : { etag }), ...(modified === undefined ? {} : { modified }) };
  return { pages: pages(), note: () => note };
}
