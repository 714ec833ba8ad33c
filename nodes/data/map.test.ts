import { expect, test } from 'vitest';
import { UserError } from '#contract/error';
import { runNode } from '../testing/index.ts';
import { map } from './map.ts';

const file = { id: 'f'.repeat(64), name: 'a.txt', mime: 'text/plain', size: 1 };

test('leaves the input item alone', async () => {
  const json = Object.freeze({ a: Object.freeze({ b: 1 }) });
  const { out } = await runNode(map, { fields: [{ name: 'a.c', value: 2 }] }, [json]);
  expect(out).toEqual([{ json: { a: { b: 1, c: 2 } } }]);
});

test('a value that gives nothing leaves no stale field behind', async () => {
  const fields = [
    { name: 'price', value: undefined },
    { name: 'new', value: undefined },
  ];
  expect((await runNode(map, { fields }, [{ price: 1, id: 2 }])).out).toEqual([{ json: { id: 2 } }]);
});

test('later fields see what earlier ones built', async () => {
  const shared = { x: 1 };
  const fields = [
    { name: 'copy', value: shared },
    { name: 'copy.y', value: 2 },
  ];
  expect((await runNode(map, { fields, keep: 'none' }, [{}])).out).toEqual([
    { json: { copy: { x: 1, y: 2 } } },
  ]);
  expect(shared).toEqual({ x: 1 });
});

test('keeps files with "all" only', async () => {
  const item = { json: { a: 1 }, binary: { data: file } };
  expect((await runNode(map, {}, [item])).out).toEqual([item]);
  expect((await runNode(map, { keep: 'none' }, [item])).out).toEqual([{ json: {} }]);
});

test('refuses names that reach into prototypes', async () => {
  const fields = [{ name: '__proto__.polluted', value: true }];
  await expect(runNode(map, { fields }, [{}])).rejects.toThrow(UserError);
  expect(Object.prototype).not.toHaveProperty('polluted');
});
