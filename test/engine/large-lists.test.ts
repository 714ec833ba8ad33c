import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpillingLists } from '#engine/items';
import { type FlowText, ids, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };
const map = (name: string, value: unknown, more: object = {}) => ({
  type: 'data.map',
  params: { fields: [{ name, value }] },
  ...more,
});

let folder: string;
let lists: SpillingLists;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-lists-'));
  lists = new SpillingLists(folder, 20_000); // less than a chunk of items
});
afterEach(() => {
  lists.close();
  rmSync(folder, { recursive: true });
});

const total: FlowText['nodes'] = {
  total: {
    type: 'data.summarise',
    params: {
      values: [
        { field: 'id', op: 'sum', as: 'sum' },
        { field: 'id', op: 'count', as: 'count' },
      ],
    },
  },
};
const sum = (n: number): number => (n * (n + 1)) / 2;

test('a hundred thousand items through item, stream and list nodes, spilled to disk', async () => {
  const n = 100_000;
  const ran = await runFlow(
    {
      nodes: {
        start,
        double: map('twice', '{{ $json.id * 2 }}'),
        later: { type: 'test.later' },
        which: { type: 'control.if', params: { test: '{{ $json.id % 2 === 0 }}' } },
        off: { type: 'control.nothing', disabled: true },
        join: { type: 'control.merge' },
        sort: { type: 'data.sort', params: { by: [{ field: 'id', order: 'desc' }] } },
        first: { type: 'data.limit', params: { max: n } },
        ...total,
      },
      edges: [
        'start -> double',
        'double -> later',
        'later -> which',
        'which:true -> off',
        'which:false -> join:a',
        'off -> join:b',
        'join -> sort',
        'sort -> first',
        'first -> total',
      ],
    },
    { input: ids(n), lists },
  );
  expect(ran.error).toBeUndefined();
  expect(ran.outputs.total?.out).toEqual([{ sum: sum(n), count: n }]);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('containers hand long lists on and give nothing away that others still read', async () => {
  const n = 5000;
  const ran = await runFlow(
    {
      nodes: {
        start,
        none: { type: 'control.repeat', params: { while: false, check: 'before' } },
        attempt: { type: 'control.try' },
        twice: { type: 'control.repeat', params: { max: 2 } },
        inner: { type: 'test.later', in: 'twice' },
        loop: { type: 'control.forEach', params: { batchSize: 2000, concurrency: 2 } },
        many: { type: 'test.later', in: 'loop' },
        ...total,
      },
      edges: [
        'start -> none',
        'none -> attempt',
        'attempt:each -> attempt:collect',
        'attempt -> twice',
        'twice:each -> inner',
        'inner -> twice:collect',
        'twice -> loop',
        'loop:each -> many',
        'many -> loop:collect',
        'loop -> total',
      ],
    },
    { input: ids(n), lists },
  );
  expect(ran.error).toBeUndefined();
  expect(ran.outputs.total?.out).toEqual([{ sum: sum(n), count: n }]);
});

test('one item may give more than a chunk, in a pure node as in an effect', async () => {
  for (const replay of ['pure', 'once']) {
    const ran = await runFlow(
      {
        nodes: {
          start,
          many: { type: 'test.many', params: { count: 2500, replay } },
          back: map('back', "{{ $('start').item.json.id }}"),
          total: {
            type: 'data.summarise',
            params: { groupBy: ['back'], values: [{ field: 'n', op: 'sum', as: 'sum' }] },
          },
        },
        edges: ['start -> many', 'many -> back', 'back -> total'],
      },
      { input: ids(2), lists },
    );
    expect(ran.outputs.total?.out).toEqual([
      { back: 1, sum: sum(2499) },
      { back: 2, sum: sum(2499) },
    ]);
  }
});

test('lists of ended iterations are given back', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach' },
        many: { type: 'test.many', in: 'loop', params: { count: 3000 } },
        few: { type: 'data.limit', in: 'loop', params: { max: 1 } },
      },
      edges: ['start -> loop', 'loop:each -> many', 'many -> few', 'few -> loop:collect'],
    },
    { input: ids(20), lists },
  );
  expect(ran.outputs.loop?.done).toHaveLength(20);
  const [scratch = ''] = readdirSync(folder);
  const once = JSON.stringify(Array.from({ length: 3000 }, (_, n) => ({ json: { of: 20, n } }))).length;
  expect(statSync(join(folder, scratch)).size).toBeLessThan(2 * once);
});
