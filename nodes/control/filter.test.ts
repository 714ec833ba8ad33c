import { expect, test } from 'vitest';
import { runNode } from '../testing/index.ts';
import { filter } from './filter.ts';

test('keeps the order on both ports', async () => {
  const items = [1, 2, 3, 4].map((n) => ({ n }));
  const outputs = await runNode(filter, (item) => ({ test: Number(item?.json.n) % 2 === 0 }), items);
  expect(outputs.out?.map(({ json }) => json.n)).toEqual([2, 4]);
  expect(outputs.dropped?.map(({ json }) => json.n)).toEqual([1, 3]);
});
