import { expect, test } from 'vitest';
import { contextFor, plainAbilities } from '../testing/index.ts';
import { callFlow } from './call-flow.ts';

const items = [{ json: { id: 1 } }];
const result = [{ json: { total: 2 } }];

function context(raw: Record<string, unknown>) {
  const params = callFlow.params.parse({ flow: 'sum.flow.json', ...raw });
  return { ...contextFor({ params, inputs: {}, itemIndex: 0 }, plainAbilities()), params };
}

test('waits for the result unless told not to', () => {
  expect(callFlow.direct(items, context({}))).toEqual({ do: 'callFlow', flow: 'sum.flow.json', wait: true });
  expect(callFlow.resume(items, { by: 'flow', items: result }, context({}))).toEqual({ out: result });
  expect(callFlow.resume(items, { by: 'flow', items: [] }, context({ wait: false }))).toEqual({ out: items });
});
