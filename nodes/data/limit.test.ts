import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { contextFor, plainAbilities, runNode } from '../testing/index.ts';
import { limit } from './limit.ts';

const items = [1, 2, 3, 4, 5].map((n) => ({ n }));
const numbers = (list: readonly Item[] = []) => list.map((item) => item.json.n);

test.each([
  [0, 'start', []],
  [3, 'start', [1, 2, 3]],
  [9, 'start', [1, 2, 3, 4, 5]],
  [0, 'end', []],
  [1, 'end', [5]],
  [4, 'end', [2, 3, 4, 5]],
  [9, 'end', [1, 2, 3, 4, 5]],
])('%i from the %s', async (max, from, expected) => {
  expect(numbers((await runNode(limit, { max, from }, items)).out)).toEqual(expected);
});

test('reads no further than it needs', async () => {
  let read = 0;
  async function* endless() {
    for (;;) yield [{ json: { n: ++read } }];
  }
  const params = { max: 2, from: 'start' as const };
  const ctx = { ...contextFor({ params, inputs: {}, itemIndex: 0 }, plainAbilities()), params };
  for await (const _ of limit.runStream(endless(), ctx));
  expect(read).toBe(2);
});
