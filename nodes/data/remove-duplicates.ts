import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineNode, field, type Item, type RunHistory } from '#contract/node';
import { getPath, keyOf, keyOfAll } from '../values/index.ts';

export const removeDuplicates = defineNode({
  type: 'data.removeDuplicates',
  version: 1,
  title: 'Remove duplicates',
  summary: 'Lets each item through once, within a run or across all runs.',
  group: 'data',
  icon: 'copy-minus',
  docs: `Items are equal when the named fields are equal, or, without fields, when all of their data is.
The number 7 and the text "7" in a named field count as equal. The first of several equal items goes on.
**Across runs** remembers what went through once the step has succeeded: a failed run's items come again.`,
  params: z.object({
    by: field
      .names('Compare by', { help: 'The fields that tell items apart; none for the whole item.' })
      .default([]),
    scope: field
      .choice('Compare with', ['run', 'history'], {
        help: 'The items of this list, or also those of earlier runs.',
      })
      .default('run'),
  }),
  outputs: ['out', 'duplicates'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'By id',
      params: { by: ['id'] },
      input: [
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
        { id: '1', n: 'c' },
      ],
      output: {
        out: [
          { id: 1, n: 'a' },
          { id: 2, n: 'b' },
        ],
        duplicates: [{ id: '1', n: 'c' }],
      },
    },
    {
      title: 'Whole items',
      params: {},
      input: [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }],
      output: { out: [{ a: 1, b: 2 }, { a: 1 }], duplicates: [{ b: 2, a: 1 }] },
    },
  ],
  async *runStream(chunks, ctx) {
    const { by, scope } = ctx.params;
    const history = scope === 'history' ? ctx.history : undefined;
    const met = new Set<string>();
    for await (const chunk of chunks) yield sortOut(chunk, by, met, history);
  },
});

/** Divides a chunk into new and known items; `met` gets the keys of the new ones. */
function sortOut(chunk: readonly Item[], by: readonly string[], met: Set<string>, history?: RunHistory) {
  const keys = chunk.map((item) => itemKey(item, by, history !== undefined));
  const earlier = history?.seen(keys);
  const out: Item[] = [];
  const duplicates: Item[] = [];
  const fresh: string[] = [];
  for (const [index, item] of chunk.entries()) {
    const key = keys[index] ?? '';
    if (met.has(key) || earlier?.has(key)) {
      duplicates.push(item);
      continue;
    }
    met.add(key);
    fresh.push(key);
    out.push(item);
  }
  history?.remember(fresh);
  return { out, duplicates };
}

/** Remembered keys are hashed: the history stays small and holds no data of the items. */
function itemKey(item: Item, by: readonly string[], hashed: boolean): string {
  const key = by.length === 0 ? keyOf(item.json) : keyOfAll(by.map((name) => getPath(item.json, name)));
  return hashed ? createHash('sha256').update(key).digest('base64url') : key;
}
