import { expect, test } from 'vitest';
import { runNode } from '../testing/index.ts';
import { ifNode } from './if.ts';

test.each([
  [true, 'true'],
  ['yes', 'true'],
  [[], 'true'],
  [false, 'false'],
  ['False', 'false'],
  [' ', 'false'],
  [0, 'false'],
  [undefined, 'false'],
])('%j leaves by port %s as the very item that came in', async (test, port) => {
  const item = { json: { id: 1 } };
  const outputs = await runNode(ifNode, { test }, [item]);
  expect(Object.keys(outputs)).toEqual([port]);
  expect(outputs[port]?.[0]?.json).toBe(item.json);
});

test('a missing condition is refused', () => {
  expect(ifNode.params.safeParse({}).success).toBe(false);
});
