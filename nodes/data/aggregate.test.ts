import { expect, test } from 'vitest';
import { runNode } from '../testing/index.ts';
import { aggregate } from './aggregate.ts';

test('keeps null values but not missing ones', async () => {
  const { out } = await runNode(aggregate, { field: 'a.b', into: 'list.all' }, [
    { a: { b: null } },
    { a: {} },
  ]);
  expect(out).toEqual([{ json: { list: { all: [null] } } }]);
});
