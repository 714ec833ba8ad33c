import { describe, expect, test } from 'vitest';
import { compile, type FlowText, ids, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };
const set = (fields: Record<string, unknown>, more: object = {}) => ({
  type: 'data.map',
  params: { fields: Object.entries(fields).map(([name, value]) => ({ name, value })) },
  ...more,
});

const three: FlowText = {
  nodes: {
    start,
    outer: { type: 'control.forEach' },
    head: set({ head: "{{ $json.id + '!' }}" }, { in: 'outer' }),
    inner: { type: 'control.forEach', in: 'outer', params: { items: "{{ $('start').item.json.lines }}" } },
    attempt: { type: 'control.try', in: 'inner' },
    note: set(
      {
        at: '{{ [$iteration.parent.index, $iteration.index, $iteration.count] }}',
        top: '{{ $iteration.parent.parent === undefined }}',
        head: "{{ $('head').first().json.head }}",
        from: "{{ $('start').item.json.id }}",
        batch: '{{ $iteration.parent.batch[0].id }}',
      },
      { in: 'attempt' },
    ),
  },
  edges: [
    'start -> outer',
    'outer:each -> head',
    'head -> inner',
    'inner:each -> attempt',
    'attempt:each -> note',
    'note -> attempt:collect',
    'attempt -> inner:collect',
    'inner -> outer:collect',
  ],
};

test('three deep: step keys, the stack of iterations, nodes of enclosing scopes, lineage', async () => {
  const ran = await runFlow(three, {
    input: [
      { id: 'A', lines: [1, 2] },
      { id: 'B', lines: [3] },
    ],
  });
  expect(ran.error).toBeUndefined();
  expect(ran.order).toContain('outer/each[0]/inner/each[1]/attempt/each[0]/note');
  expect(ran.outputs.outer?.done).toEqual([
    { value: 1, at: [0, 0, 2], top: true, head: 'A!', from: 'A', batch: 'A' },
    { value: 2, at: [0, 1, 2], top: true, head: 'A!', from: 'A', batch: 'A' },
    { value: 3, at: [1, 0, 1], top: true, head: 'B!', from: 'B', batch: 'B' },
  ]);
});

test('nodes inside a container are out of reach from outside', () => {
  const flow: FlowText = {
    nodes: { ...three.nodes, late: set({ x: "{{ $('note').first() }}" }) },
    edges: [...(three.edges ?? []), 'outer -> late'],
  };
  expect(() => compile(flow)).toThrow('which is inside "attempt"');
});

describe("$('x').item", () => {
  const seesStart = set({ from: "{{ $('start').item.json.id }}" });
  /** A way from the start to a node that asks where its items came from. */
  function way(nodes: FlowText['nodes'], edges: string[]): FlowText {
    return { nodes: { start, ...nodes, last: seesStart }, edges };
  }

  test('through map, if, filter, sort and limit', async () => {
    const ran = await runFlow(
      way(
        {
          a: set({ n: '{{ -$json.id }}' }),
          b: { type: 'control.if', params: { test: '{{ $json.id !== 2 }}' } },
          c: { type: 'control.filter', params: { test: '{{ $json.id > 1 }}' } },
          d: { type: 'data.sort', params: { by: [{ field: 'n' }] } },
          e: { type: 'data.limit', params: { max: 2 } },
        },
        ['start -> a', 'a -> b', 'b -> c', 'c -> d', 'd -> e', 'e -> last'],
      ),
      { input: ids(5) },
    );
    expect(ran.outputs.last?.out?.map(({ id, from }) => [id, from])).toEqual([
      [5, 5],
      [4, 4],
    ]);
  });

  test('through a merge, from either side', async () => {
    const ran = await runFlow(
      way(
        {
          a: { type: 'control.filter', params: { test: '{{ $json.id === 1 }}' } },
          b: { type: 'control.filter', params: { test: '{{ $json.id === 3 }}' } },
          m: { type: 'control.merge' },
        },
        ['start -> a', 'start -> b', 'a -> m:a', 'b -> m:b', 'm -> last'],
      ),
      { input: ids(3) },
    );
    expect(ran.outputs.last?.out?.map(({ from }) => from)).toEqual([1, 3]);
  });

  test('out of a loop, whatever became of the items inside', async () => {
    const ran = await runFlow(
      way(
        {
          loop: { type: 'control.forEach', params: { batchSize: 2, concurrency: 2 } },
          sort: { type: 'data.sort', in: 'loop', params: { by: [{ field: 'id', order: 'desc' }] } },
        },
        ['start -> loop', 'loop:each -> sort', 'sort -> loop:collect', 'loop -> last'],
      ),
      { input: ids(4) },
    );
    expect(ran.outputs.last?.out?.map(({ id, from }) => [id, from])).toEqual([
      [2, 2],
      [1, 1],
      [4, 4],
      [3, 3],
    ]);
  });

  test('out of a repeat and a try, through several rounds', async () => {
    const ran = await runFlow(
      way(
        {
          again: { type: 'control.repeat', params: { max: 3 } },
          attempt: { type: 'control.try', in: 'again' },
          add: set({ n: '{{ $itemIndex }}' }, { in: 'attempt' }),
        },
        [
          'start -> again',
          'again:each -> attempt',
          'attempt:each -> add',
          'add -> attempt:collect',
          'attempt -> again:collect',
          'again -> last',
        ],
      ),
      { input: ids(2) },
    );
    expect(ran.outputs.last?.out?.map(({ from }) => from)).toEqual([1, 2]);
  });

  test('out of the error port of a loop', async () => {
    const ran = await runFlow(
      way(
        {
          loop: { type: 'control.forEach', params: { onItemError: 'collect', batchSize: 1 } },
          act: { type: 'test.effect', in: 'loop' },
        },
        ['start -> loop', 'loop:each -> act', 'loop:error -> last'],
      ),
      { input: [{ id: 1 }, { id: 2, fail: true }] },
    );
    expect(ran.outputs.last?.out?.[0]?.from).toBe(2);
  });

  test('an item made of several says so, and what to write instead', async () => {
    const ran = await runFlow(way({ all: { type: 'data.aggregate' } }, ['start -> all', 'all -> last']), {
      input: ids(2),
    });
    expect(ran.error).toMatchObject({ kind: 'user', node: 'last' });
    expect(ran.error?.message).toContain('comes from 2 items of "start"');
    expect(JSON.stringify(ran.error)).toContain("$('start').first()");
  });

  test('an item that does not come from there says where the trace ends', async () => {
    const ran = await runFlow(
      {
        nodes: { start, other: set({ x: 1 }), last: set({ y: "{{ $('other').item.json.x }}" }) },
        edges: ['start -> other', 'start -> last'],
      },
      { input: ids(1) },
    );
    expect(ran.error?.message).toContain('does not come from an item of "other"');
    expect(ran.error?.message).toContain('ends at "start"');
  });
});

test("$('x') in an iteration sees that iteration, and the outputs of every port but error", async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach' },
        which: { type: 'control.if', in: 'loop', params: { test: '{{ $json.id === 1 }}' } },
        last: set({ ids: "{{ $('which').all().map(i => i.json.id) }}" }, { in: 'loop' }),
      },
      edges: [
        'start -> loop',
        'loop:each -> which',
        'which:true -> last',
        'which:false -> last',
        'last -> loop:collect',
      ],
    },
    { input: ids(2) },
  );
  expect(ran.outputs.loop?.done?.map(({ ids }) => ids)).toEqual([[1], [2]]);
});
