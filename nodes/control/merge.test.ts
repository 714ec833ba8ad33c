import { expect, test } from 'vitest';
import { type Item, inputPorts } from '#contract/node';
import { runNode } from '../testing/index.ts';
import { merge } from './merge.ts';

type Lists = Record<string, Record<string, unknown>[]>;

async function merged(params: Record<string, unknown>, input: Lists): Promise<unknown[]> {
  const { out = [] } = await runNode(merge, params, input);
  return out.map((item) => item.json);
}

test('a and b come first among its ports, however they are wired', () => {
  const params = merge.params.parse({});
  expect(inputPorts(merge, params, ['d', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
  expect(inputPorts(merge, params, [])).toEqual(['a', 'b']);
});

test('append goes by port, not by arrival, and copies nothing', async () => {
  const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const out = await merged({}, { c: [c], b: [b], a: [a] });
  expect(out).toEqual([a, b, c]);
  expect(out[0]).toBe(a);
});

const left = [{ id: 1, l: 'x' }, { id: 2, l: 'y' }, { l: 'no key' }];
const right = [
  { id: '2', r: 'p' },
  { id: 2, r: 'q' },
  { id: 3, r: 's' },
  { id: null, r: 'no key' },
];
const pairs = [
  { id: '2', l: 'y', r: 'p' },
  { id: 2, l: 'y', r: 'q' },
];

test.each([
  ['inner', pairs],
  ['left', [left[0], ...pairs, left[2]]],
  ['right', [...pairs, right[2], right[3]]],
  ['outer', [left[0], ...pairs, left[2], right[2], right[3]]],
  ['unmatched', [left[0], left[2], right[2], right[3]]],
])('by key, %s', async (join, expected) => {
  expect(await merged({ mode: 'byKey', key: 'id', join }, { a: left, b: right })).toEqual(expected);
});

test.each([
  ['inner', [{ n: 1, m: 'a' }]],
  ['left', [{ n: 1, m: 'a' }, { n: 2 }]],
  ['outer', [{ n: 1, m: 'a' }, { n: 2 }]],
  ['unmatched', [{ n: 2 }]],
])('by position, %s', async (join, expected) => {
  expect(await merged({ mode: 'byPosition', join }, { a: [{ n: 1 }, { n: 2 }], b: [{ m: 'a' }] })).toEqual(
    expected,
  );
});

test('by key over three inputs, each with the key by its own name', async () => {
  const input = {
    a: [{ cust: 7 }, { cust: 8 }],
    b: [{ id: 7, name: 'Ada' }],
    c: [{ id: 7, vip: true }, { id: 9 }],
  };
  const params = { mode: 'byKey', key: 'cust', otherKey: 'id', join: 'outer' };
  expect(await merged(params, input)).toEqual([
    { cust: 7, id: 7, name: 'Ada', vip: true },
    { cust: 8 },
    { id: 9 },
  ]);
});

test.each([
  [
    'a',
    [
      { id: 1, x: 'a' },
      { id: 2, x: 'only' },
    ],
  ],
  [
    'b',
    [
      { id: 1, x: 'b' },
      { id: 2, x: 'only' },
    ],
  ],
  [
    'prefix',
    [
      { id: 1, a_x: 'a', b_x: 'b' },
      { id: 2, a_x: 'only' },
    ],
  ],
])('conflict %s gives all results the same fields', async (conflict, expected) => {
  const input = {
    a: [
      { id: 1, x: 'a' },
      { id: 2, x: 'only' },
    ],
    b: [{ id: 1, x: 'b' }],
  };
  expect(await merged({ mode: 'byKey', key: 'id', join: 'left', conflict }, input)).toEqual(expected);
});

test('results descend from the items they were made of; unmatched items stay themselves', async () => {
  const lineage = new Map<Item, readonly Item[]>();
  const from = (output: Item, ...inputs: readonly Item[]) => {
    lineage.set(output, inputs);
    return output;
  };
  const input = { a: [{ id: 1 }, { id: 2 }], b: [{ id: 1, x: 1 }] };
  const { out = [] } = await runNode(merge, { mode: 'byKey', key: 'id', join: 'left' }, input, { from });
  expect(lineage.get(out[0] as Item)?.map(({ json }) => json)).toEqual([{ id: 1 }, { id: 1, x: 1 }]);
  expect(out[1]?.json).toBe(input.a[1]);
  expect(lineage.size).toBe(1);
});

test('files come along', async () => {
  const file = { id: 'f'.repeat(64), name: 'a.txt', mime: 'text/plain', size: 1 };
  const input = {
    a: [{ json: { n: 1 }, binary: { data: file } }],
    b: [{ json: { m: 1 }, binary: { data: file } }],
  };
  const run = (conflict: string) => runNode(merge, { mode: 'byPosition', conflict }, input);
  expect((await run('b')).out).toEqual([{ json: { n: 1, m: 1 }, binary: { data: file } }]);
  expect((await run('prefix')).out).toEqual([
    { json: { n: 1, m: 1 }, binary: { a_data: file, b_data: file } },
  ]);
});

test('a field called __proto__ stays data', async () => {
  const odd: Record<string, unknown> = JSON.parse('{"__proto__": {"polluted": true}}');
  for (const conflict of ['a', 'b', 'prefix']) {
    const [json] = await merged({ mode: 'byPosition', conflict }, { a: [{ n: 1 }], b: [odd] });
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(json).not.toHaveProperty('polluted');
  }
});

test('too many combinations are refused before they are made', async () => {
  const many = Array.from({ length: 1001 }, (_, n) => ({ n }));
  const run = merged({ mode: 'combinations' }, { a: many, b: many });
  await expect(run).rejects.toThrow('Merging every item with every other would give 1002001 items');
});

test('an input that got nothing counts as empty', async () => {
  expect(await merged({ mode: 'byPosition', join: 'outer' }, { b: [{ n: 1 }] })).toEqual([{ n: 1 }]);
  expect(await merged({ mode: 'combinations' }, { b: [{ n: 1 }] })).toEqual([]);
});

test('by key needs a key', () => {
  expect(merge.params.safeParse({ mode: 'byKey' }).error?.issues[0]?.message).toBe(
    'needs the name of the key field',
  );
});
