import { expect, test } from 'vitest';
import { runNode } from '../testing/index.ts';
import { sort } from './sort.ts';

async function sorted(by: unknown[], input: Record<string, unknown>[]): Promise<unknown[]> {
  const { out = [] } = await runNode(sort, { by }, input);
  return out.map((item) => item.json.v ?? item.json.id);
}

test('empty values come last in either order', async () => {
  const input = [{ id: 'none' }, { v: 2 }, { v: '' }, { v: 1 }];
  expect(await sorted([{ field: 'v' }], input)).toEqual([1, 2, 'none', '']);
  expect(await sorted([{ field: 'v', order: 'desc' }], input)).toEqual([2, 1, 'none', '']);
});

test('decimals written as text sort as numbers', async () => {
  const input = [{ v: '10.5' }, { v: '10.25' }, { v: '-5' }, { v: '-10' }];
  expect(await sorted([{ field: 'v' }], input)).toEqual(['-10', '-5', '10.25', '10.5']);
});

test('equal items keep their order, also downwards', async () => {
  const input = [1, 2, 3, 4].map((id) => ({ group: id % 2, id }));
  expect(await sorted([{ field: 'group', order: 'desc' }], input)).toEqual([1, 3, 2, 4]);
});

test('needs a field to sort by', () => {
  expect(sort.params.safeParse({ by: [] }).success).toBe(false);
});

test('long lists, too', async () => {
  const input = Array.from({ length: 25_000 }, (_, n) => ({ v: (n * 7919) % 25_000 }));
  const result = await sorted([{ field: 'v', order: 'desc' }], input);
  expect(result).toEqual(Array.from({ length: 25_000 }, (_, n) => 24_999 - n));
});
