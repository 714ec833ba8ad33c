import { z } from 'zod';
import { defineNode, field, type Item } from '#contract/node';

export const limit = defineNode({
  type: 'data.limit',
  version: 1,
  title: 'Limit',
  summary: 'Lets only the first or the last items through.',
  group: 'data',
  icon: 'list-end',
  params: z.object({
    max: field.count('Maximum', 0, { unit: 'items', help: 'How many items go on at most.' }).default(1),
    from: field
      .choice('Keep', ['start', 'end'], { help: 'The first items of the list or the last ones.' })
      .default('start'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'The first two',
      params: { max: 2 },
      input: [{ n: 1 }, { n: 2 }, { n: 3 }],
      output: { out: [{ n: 1 }, { n: 2 }] },
    },
    {
      title: 'The last one',
      params: { max: 1, from: 'end' },
      input: [{ n: 1 }, { n: 2 }, { n: 3 }],
      output: { out: [{ n: 3 }] },
    },
  ],
  async *runStream(chunks, { params }) {
    yield* params.from === 'start' ? first(chunks, params.max) : last(chunks, params.max);
  },
});

type Chunks = AsyncIterable<readonly Item[]>;

/** Stops reading as soon as there is enough. */
async function* first(chunks: Chunks, max: number): Chunks {
  let left = max;
  if (left === 0) return;
  for await (const chunk of chunks) {
    yield chunk.length <= left ? chunk : chunk.slice(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Holds no more chunks than the last items need. */
async function* last(chunks: Chunks, max: number): Chunks {
  const held: (readonly Item[])[] = [];
  let count = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    count += chunk.length;
    while (held[0] && count - held[0].length >= max) count -= held.shift()?.length ?? 0;
  }
  const surplus = Math.max(0, count - max);
  for (const [index, chunk] of held.entries()) yield index === 0 ? chunk.slice(surplus) : chunk;
}
