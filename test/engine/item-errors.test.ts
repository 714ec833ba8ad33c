import { describe, expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { type FlowText, ids, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
type Node = Partial<Flow['nodes'][string]>;

/** A node that gets some good and some bad items, and what follows on its ports. */
function flowWith(node: Node, wiring: string[] = []): FlowText {
  return {
    nodes: { start, act: node, good: { type: 'control.nothing' }, bad: { type: 'control.nothing' } },
    edges: ['start -> act', 'act -> good', ...wiring],
  };
}
const input = [{ id: 1 }, { id: 2, fail: true }, { id: 3 }];
const refused = { kind: 'step', code: 'REFUSED', message: 'refused', node: 'act', step: 'act', item: 1 };

describe.each(['test.effect', 'test.later'])('%s', (type) => {
  test('stop: the first failed item fails the step and the run', async () => {
    const ran = await runFlow(flowWith({ type }), { input });
    expect(ran.status).toBe('failed');
    expect(ran.error).toMatchObject(refused);
    expect(ran.steps.act).toMatchObject({ status: 'failed', error: refused });
    expect(ran.steps.good).toBeUndefined();
  });

  test('route: only the failed items leave by the error port, with their fields and the error', async () => {
    const ran = await runFlow(flowWith({ type, onError: 'route' }, ['act:error -> bad']), { input });
    expect(ran.status).toBe('succeeded');
    expect(ran.outputs.good?.out?.map(({ id }) => id)).toEqual([1, 3]);
    expect(ran.outputs.bad?.out).toEqual([{ id: 2, fail: true, error: expect.objectContaining(refused) }]);
  });

  test('continue: failed items go on among the others, in their place', async () => {
    const ran = await runFlow(flowWith({ type, onError: 'continue' }), { input });
    expect(ran.outputs.good?.out?.map(({ id, error }) => [id, error])).toEqual([
      [1, undefined],
      [2, expect.objectContaining(refused)],
      [3, undefined],
    ]);
  });
});

test('an expression that fails for one item fails that item alone', async () => {
  const ran = await runFlow(
    flowWith(
      {
        type: 'data.map',
        params: { fields: [{ name: 'city', value: '{{ $json.address.city }}' }] },
        onError: 'route',
      },
      ['act:error -> bad'],
    ),
    { input: [{ address: { city: 'Ulm' } }, { address: null }] },
  );
  expect(ran.outputs.good?.out).toEqual([{ address: { city: 'Ulm' }, city: 'Ulm' }]);
  expect(ran.outputs.bad?.out?.[0]?.error).toMatchObject({ kind: 'user', node: 'act', item: 1 });
});

test('a list node that fails routes its whole input', async () => {
  const ran = await runFlow(flowWith({ type: 'test.list', onError: 'route' }, ['act:error -> bad']), {
    input,
  });
  expect(ran.steps.good?.status).toBe('skipped');
  expect(ran.outputs.bad?.out).toHaveLength(3);
  expect(ran.outputs.bad?.out?.[0]).toEqual({ id: 1, error: expect.objectContaining({ code: 'REFUSED' }) });
});

test('a stream that breaks off routes its whole input, and nothing of it leaves as a result', async () => {
  const ran = await runFlow(
    flowWith({ type: 'test.stream', params: { failAfter: 1000 }, onError: 'route' }, ['act:error -> bad']),
    { input: ids(1500) },
  );
  expect(ran.steps.good?.status).toBe('skipped');
  expect(ran.outputs.bad?.out).toHaveLength(1500);
});

test('stop with concurrency: no further item is begun, and late results do not count', async () => {
  const world = new World();
  const run = startFlow(
    {
      nodes: {
        start,
        act: {
          type: 'test.gate',
          params: { gate: '{{ $json.gate }}', deaf: true },
          concurrency: 2,
          timeout: '10s',
        },
      },
      edges: ['start -> act'],
    },
    {
      world,
      input: [
        { id: 1, gate: 'slow' },
        { id: 2, gate: 'never' },
        { id: 3, gate: 'free' },
      ],
    },
  );
  world.gate('free').open();
  await world.gate('slow').reached;
  await world.gate('never').reached;
  run.driver.cancel();
  world.gate('slow').open();
  const ran = await run.settled();
  const facts = ran.events.length;
  await new Promise(setImmediate);
  expect(ran.status).toBe('cancelled');
  expect(ran.events).toHaveLength(facts);
  expect(ran.effects).not.toContain('act: 3');
});

test('one worker that fails stops the others of its step', async () => {
  const world = new World();
  const run = startFlow(
    {
      nodes: {
        start,
        act: { type: 'test.gate', params: { gate: '{{ $json.gate.name }}' }, concurrency: 2 },
      },
      edges: ['start -> act'],
    },
    {
      world,
      input: [
        { id: 1, gate: { name: 'slow' } },
        { id: 2, gate: null },
        { id: 3, gate: { name: 'slow' } },
      ],
    },
  );
  const ran = await run.settled();
  expect(ran.status).toBe('failed');
  expect(world.aborted).toEqual(['act']);
  world.gate('slow').open();
  await new Promise(setImmediate);
  expect(ran.events.at(-1)?.type).toBe('run.finished');
});

test('continue on a node without outputs lets the item go', async () => {
  const ran = await runFlow({
    nodes: { start, act: { type: 'control.stop', params: { message: 'no' }, onError: 'continue' } },
    edges: ['start -> act'],
  });
  expect(ran.status).toBe('succeeded');
});
