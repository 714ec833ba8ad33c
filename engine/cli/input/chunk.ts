import type { Item } from '#contract/node';

/** What the engine takes at a time without stalling its event loop. */
const MAX_ITEMS = 1000;

/** Gathers items into lists of at most 1,000. */
export async function* chunkItems(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < MAX_ITEMS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
