import { expect, test } from 'vitest';
import { runNode } from '../testing/index.ts';
import { splitOut } from './split-out.ts';

test('plain entries stand in a field named like the list', async () => {
  const { out } = await runNode(splitOut, { field: 'order.tags' }, [{ order: { tags: ['a', null] } }]);
  expect(out).toEqual([{ json: { tags: 'a' } }, { json: { tags: null } }]);
});

test('a single value gives one item, a missing one none', async () => {
  const { out } = await runNode(splitOut, { field: 'tag' }, [{ tag: 'a' }, {}, { tag: null }, { tag: [] }]);
  expect(out).toEqual([{ json: { tag: 'a' } }]);
});

test('with all other fields the entry replaces the list, and the input stays as it was', async () => {
  const json = { id: 1, order: { no: 7, lines: [{ sku: 'A' }, { sku: 'B' }] } };
  const { out } = await runNode(splitOut, { field: 'order.lines', include: 'all' }, [json]);
  expect(out).toEqual([
    { json: { id: 1, order: { no: 7, lines: { sku: 'A' } } } },
    { json: { id: 1, order: { no: 7, lines: { sku: 'B' } } } },
  ]);
  expect(json.order.lines).toHaveLength(2);
});
