import { expect, test } from 'vitest';
import { UserError } from '#contract/error';
import { runNode } from '../testing/index.ts';
import { summarise } from './summarise.ts';
import { OPERATIONS } from './tally.ts';

test('every operation over text and numbers, blanks left out', async () => {
  const values = OPERATIONS.map((op) => ({ field: 'v', op, as: op }));
  const input = [{ v: '9' }, {}, { v: 10 }, { v: '' }, { v: '9' }];
  const { out } = await runNode(summarise, { values }, input);
  expect(out).toEqual([
    {
      json: {
        count: 3,
        sum: 28,
        min: 9,
        max: 10,
        mean: 28 / 3,
        first: '9',
        last: '9',
        unique: ['9', 10],
        concat: '9, 10, 9',
      },
    },
  ]);
});

test('no input: one row of nothing in all, no row per group', async () => {
  const values = OPERATIONS.map((op) => ({ field: 'v', op, as: op }));
  const { out } = await runNode(summarise, { values });
  const nothing = { min: null, max: null, mean: null, first: null, last: null };
  expect(out).toEqual([{ json: { count: 0, sum: 0, ...nothing, unique: [], concat: '' } }]);
  expect((await runNode(summarise, { groupBy: ['g'], values })).out).toEqual([]);
});

test('groups by several fields, in order of appearance', async () => {
  const input = [
    { c: { name: 'FR' }, y: 1 },
    { c: { name: 'DE' }, y: 1 },
    { c: { name: 'FR' }, y: '1' },
  ];
  const { out } = await runNode(summarise, { groupBy: ['c.name', 'y'], values: [{ op: 'count' }] }, input);
  expect(out).toEqual([
    { json: { c: { name: 'FR' }, y: 1, count: 2 } },
    { json: { c: { name: 'DE' }, y: 1, count: 1 } },
  ]);
});

test('text among numbers is refused with the field and the item', async () => {
  const run = runNode(summarise, { values: [{ field: 'v', op: 'sum' }] }, [{ v: 1 }, { v: 2 }, { v: 'n/a' }]);
  await expect(run).rejects.toThrow('The sum needs numbers, but "v" of item 2 is the text "n/a"');
  await expect(run).rejects.toBeInstanceOf(UserError);
});

test('sums need a field', () => {
  expect(summarise.params.safeParse({ values: [{ op: 'sum' }] }).success).toBe(false);
});
