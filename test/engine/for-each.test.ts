import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#contract/node';
import { type FlowText, ids, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
const nothing = { type: 'control.nothing' };

/** A loop around one node; what comes out of it is seen at `done` and `failed`. */
function loopOver(
  inner: FlowText['nodes'][string],
  params: JsonObject = {},
  more: Partial<FlowText> = {},
): FlowText {
  return {
    nodes: {
      start,
      loop: { type: 'control.forEach', params },
      inner: { ...inner, in: 'loop' },
      done: nothing,
      failed: nothing,
      ...more.nodes,
    },
    edges: [
      'start -> loop',
      'loop:each -> inner',
      'inner -> loop:collect',
      'loop:done -> done',
      'loop:error -> failed',
      ...(more.edges ?? []),
    ],
  };
}

test('each iteration is a scope of its own, with its own step keys', async () => {
  const ran = await runFlow(loopOver({ type: 'test.effect' }), { input: ids(2) });
  expect(ran.outputs.done?.out).toEqual([
    { id: 1, done: true },
    { id: 2, done: true },
  ]);
  expect(ran.order).toEqual(['start', 'loop', 'loop/each[0]/inner', 'loop/each[1]/inner', 'done']);
});

test('batches: the last one may be smaller', async () => {
  const ran = await runFlow(
    loopOver({ type: 'data.aggregate', params: { field: 'id', into: 'ids' } }, { batchSize: 2 }),
    { input: ids(5) },
  );
  expect(ran.outputs.done?.out).toEqual([{ ids: [1, 2] }, { ids: [3, 4] }, { ids: [5] }]);
});

test('with concurrency the order of the input stays, whichever iteration ends first', async () => {
  const world = new World();
  const run = startFlow(
    loopOver({ type: 'test.gate', params: { gate: '{{ $json.id }}' } }, { concurrency: 2 }),
    {
      world,
      input: ids(4),
    },
  );
  await world.gate('1').reached;
  await world.gate('2').reached;
  expect(run.driver.state.root.steps[1]?.loop?.active.size).toBe(2);
  for (const id of ['4', '3', '2']) world.gate(id).open();
  await run.fact('step.succeeded', 'loop/each[3]/inner');
  world.gate('1').open();
  const ran = await run.settled();
  expect(ran.effects.at(-1)).toBe('loop/each[0]/inner: 1');
  expect(ran.outputs.done?.out).toEqual(ids(4));
});

test('computed items: once per input item, plain values in the field value, lineage to the item', async () => {
  const ran = await runFlow(
    loopOver(
      { type: 'data.map', params: { fields: [{ name: 'order', value: "{{ $('start').item.json.id }}" }] } },
      { items: '{{ $json.lines }}' },
    ),
    {
      input: [
        { id: 'A', lines: [1, { sku: 'x' }] },
        { id: 'B', lines: [] },
        { id: 'C', lines: null },
        { id: 'D', lines: [4] },
      ],
    },
  );
  expect(ran.outputs.done?.out).toEqual([
    { value: 1, order: 'A' },
    { sku: 'x', order: 'A' },
    { value: 4, order: 'D' },
  ]);
});

test('a fixed list, and one that is none', async () => {
  const fixed = await runFlow(loopOver(nothing, { items: [1, 2] }), { input: ids(3) });
  expect(fixed.outputs.done?.out).toEqual([{ value: 1 }, { value: 2 }]);
  const wrong = await runFlow(loopOver(nothing, { items: '{{ $json.id }}' }), { input: ids(1) });
  expect(wrong.error).toMatchObject({ kind: 'user', code: 'BAD_PARAMETER', node: 'loop' });
  expect(wrong.error?.message).toContain('not a list');
});

test('an empty computed list goes round zero times; nothing comes out', async () => {
  const ran = await runFlow(loopOver(nothing, { items: '{{ [] }}' }), { input: ids(1) });
  expect(ran.steps.loop?.status).toBe('succeeded');
  expect(ran.steps.done?.status).toBe('skipped');
});

test('collect takes several edges, in edge order within each iteration', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach' },
        a: { type: 'data.map', in: 'loop', params: { fields: [{ name: 'by', value: 'a' }] } },
        b: { type: 'data.map', in: 'loop', params: { fields: [{ name: 'by', value: 'b' }] } },
      },
      edges: [
        'start -> loop',
        'loop:each -> a',
        'loop:each -> b',
        'b -> loop:collect',
        'loop:each -> loop:collect',
        'a -> loop:collect',
      ],
    },
    { input: ids(2) },
  );
  expect(ran.outputs.loop?.done).toEqual([
    { id: 1, by: 'b' },
    { id: 1 },
    { id: 1, by: 'a' },
    { id: 2, by: 'b' },
    { id: 2 },
    { id: 2, by: 'a' },
  ]);
});

test('nothing wired to collect: the inside runs, done gives nothing', async () => {
  const flow = loopOver({ type: 'test.effect' });
  const ran = await runFlow(
    { ...flow, edges: (flow.edges ?? []).filter((edge) => !edge.includes('collect')) },
    { input: ids(2) },
  );
  expect(ran.effects).toHaveLength(2);
  expect(ran.steps.done?.status).toBe('skipped');
});

describe('an iteration fails', () => {
  const input = [{ id: 1 }, { id: 2, fail: true }, { id: 3 }];
  const error = expect.objectContaining({ code: 'REFUSED', node: 'inner', step: 'loop/each[1]/inner' });

  test('stop: the loop and the run fail with its error, nothing later is begun', async () => {
    const ran = await runFlow(loopOver({ type: 'test.effect' }), { input });
    expect(ran.status).toBe('failed');
    expect(ran.error).toEqual(error);
    expect(ran.steps.loop).toMatchObject({ status: 'failed', error });
    expect(ran.effects).toEqual(['loop/each[0]/inner: 1', 'loop/each[1]/inner: 2']);
  });

  test('collect: it leaves by the error port with its item and iteration', async () => {
    const ran = await runFlow(loopOver({ type: 'test.effect' }, { onItemError: 'collect' }), { input });
    expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([1, 3]);
    expect(ran.outputs.failed?.out).toEqual([{ error, item: { id: 2, fail: true }, iteration: 1 }]);
  });

  test('collect with batches: all items of the failed batch are told', async () => {
    const ran = await runFlow(loopOver({ type: 'test.effect' }, { onItemError: 'collect', batchSize: 2 }), {
      input: [...input].reverse(),
    });
    expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([1]);
    expect(ran.outputs.failed?.out).toEqual([
      {
        error: expect.objectContaining({ code: 'REFUSED', item: 1 }),
        item: { id: 3 },
        items: [{ id: 3 }, { id: 2, fail: true }],
        iteration: 0,
      },
    ]);
  });

  test('skip: it is left out without a word', async () => {
    const ran = await runFlow(loopOver({ type: 'test.effect' }, { onItemError: 'skip' }), { input });
    expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([1, 3]);
    expect(ran.steps.failed?.status).toBe('skipped');
  });

  test('route on the loop: what was collected goes on, the failed item leaves by error', async () => {
    const flow = loopOver({ type: 'test.effect' });
    flow.nodes.loop = { ...flow.nodes.loop, onError: 'route' };
    const ran = await runFlow(flow, { input });
    expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([1]);
    expect(ran.outputs.failed?.out).toEqual([{ id: 2, fail: true, error }]);
  });

  test('stop with concurrency: the lowest failed iteration counts, later ones are stopped', async () => {
    const world = new World();
    const run = startFlow(
      {
        nodes: {
          start,
          loop: { type: 'control.forEach', params: { concurrency: 3 } },
          wait: { type: 'test.gate', in: 'loop', params: { gate: '{{ $json.id }}' } },
          act: { type: 'test.effect', in: 'loop' },
        },
        edges: ['start -> loop', 'loop:each -> wait', 'wait -> act', 'act -> loop:collect'],
      },
      { world, input: [{ id: 1, fail: true }, { id: 2, fail: true }, { id: 3 }] },
    );
    for (const id of ['1', '2', '3']) await world.gate(id).reached;
    world.gate('2').open();
    await run.fact('step.failed', 'loop/each[1]/act');
    expect(world.aborted).toEqual(['loop/each[2]/wait']); // later than the failure
    world.gate('1').open();
    const ran = await run.settled();
    expect(ran.error?.step).toBe('loop/each[0]/act');
    expect(ran.error?.item).toBe(0);
  });
});
