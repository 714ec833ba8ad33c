import { expect, test } from 'vitest';
import { plainAbilities, runNode } from '../testing/index.ts';
import { removeDuplicates } from './remove-duplicates.ts';

test('compares across chunks and by several fields', async () => {
  const input = [
    { a: 1, b: 1 },
    { a: 1, b: 2 },
    { a: 2, b: 1 },
    { a: 1, b: 1 },
  ];
  const { out, duplicates } = await runNode(removeDuplicates, { by: ['a', 'b'] }, input);
  expect(out).toHaveLength(3);
  expect(duplicates).toEqual([{ json: { a: 1, b: 1 } }]);
});

test('remembers across runs what went through, as hashes', async () => {
  const { history } = plainAbilities();
  const remembered: string[] = [];
  const spied = {
    seen: history.seen,
    remember: (keys: readonly string[]) => {
      remembered.push(...keys);
      history.remember(keys);
    },
  };
  const params = { by: ['email'], scope: 'history' };
  const first = await runNode(removeDuplicates, params, [{ email: 'a@x' }, { email: 'a@x' }], {
    history: spied,
  });
  expect(first.out).toHaveLength(1);
  expect(first.duplicates).toHaveLength(1);
  const second = await runNode(removeDuplicates, params, [{ email: 'a@x' }, { email: 'b@x' }], {
    history: spied,
  });
  expect(second.out).toEqual([{ json: { email: 'b@x' } }]);
  expect(remembered).toHaveLength(2);
  expect(remembered.join()).not.toContain('@');
});
