import { expect, test } from 'vitest';
import type { NodeRun } from '#renderer/run';
import { itemSections } from './item-sections.ts';
import { differences, textOf } from './node-rows.ts';

const node = (change: Partial<NodeRun>): NodeRun => ({
  state: 'done',
  itemsIn: 5,
  out: { out: 5 },
  retries: 0,
  ms: 100,
  startedAt: undefined,
  steps: 1,
  failed: 0,
  error: undefined,
  wait: undefined,
  settled: undefined,
  loop: undefined,
  pinned: false,
  step: 'post',
  ...change,
});

test('what differs of a node: its state and its counts, and durations where they differ in kind', () => {
  expect(differences(node({}), node({ ms: 180 }))).toEqual(new Set());
  expect(differences(node({}), node({ ms: 300 }))).toEqual(new Set(['took']));
  const failed = node({ state: 'failed', out: {}, failed: 1 });
  expect(differences(node({}), failed)).toEqual(new Set(['state', 'out', 'failed']));
  expect(textOf(node({ out: { done: 3, error: 2, each: 5 } }), 'out')).toBe('5');
});

test('a node that only one flow has differs, and says that it is not there', () => {
  expect(textOf(undefined, 'state')).toBe('not in the flow');
  expect(differences(undefined, node({}))).toContain('state');
  expect(differences(undefined, undefined)).toEqual(new Set());
});

test('items are put side by side by place, field by field', () => {
  const a = [{ json: { id: 1, to: { city: 'Oslo' } } }, { json: { id: 2 } }];
  const b = [{ json: { id: 1, to: { city: 'Rome' }, paid: true } }];
  const [first, second] = itemSections(a, b, 20);
  expect(first).toEqual({
    index: 20,
    differs: true,
    rows: [
      { name: 'id', a: '1', b: '1', differs: false },
      { name: 'to.city', a: 'Oslo', b: 'Rome', differs: true },
      { name: 'paid', a: undefined, b: 'true', differs: true },
    ],
  });
  expect(second?.rows).toEqual([{ name: 'id', a: '2', b: undefined, differs: true }]);
  const file = (size: number) => ({
    json: {},
    binary: { data: { id: 'x', name: 'a.txt', mime: 'text/plain', size } },
  });
  expect(itemSections([file(1)], [file(2)], 0)[0]?.differs).toBe(true);
});
