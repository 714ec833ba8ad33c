import { expect, test } from 'vitest';
import { type FlowText, ids, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };

/** In each iteration: what the test picks out goes to a control node, the rest is collected. */
function loopWith(control: 'control.next' | 'control.stopLoop', concurrency = 1): FlowText {
  return {
    nodes: {
      start,
      loop: { type: 'control.forEach', params: { concurrency } },
      which: { type: 'control.if', in: 'loop', params: { test: '{{ $json.id === 2 }}' } },
      end: { type: control, in: 'loop' },
      act: { type: 'test.effect', in: 'loop' },
    },
    edges: [
      'start -> loop',
      'loop:each -> which',
      'which:true -> end',
      'which:false -> act',
      'act -> loop:collect',
    ],
  };
}

test('next skips the rest of its iteration only', async () => {
  const ran = await runFlow(loopWith('control.next'), { input: ids(3) });
  expect(ran.outputs.loop?.done?.map(({ id }) => id)).toEqual([1, 3]);
  expect(ran.steps['loop/each[1]/end']?.status).toBe('succeeded');
});

test('stopLoop keeps what was collected; later iterations never begin', async () => {
  const ran = await runFlow(loopWith('control.stopLoop'), { input: ids(4) });
  expect(ran.outputs.loop?.done?.map(({ id }) => id)).toEqual([1]);
  expect(ran.order).not.toContain('loop/each[2]/which');
});

test('what has reached collect before next or stopLoop still counts', async () => {
  for (const control of ['control.next', 'control.stopLoop'] as const) {
    const flow = loopWith(control);
    const ran = await runFlow(
      { ...flow, edges: [...(flow.edges ?? []), 'which:true -> loop:collect'] },
      { input: ids(2) },
    );
    expect(ran.outputs.loop?.done?.map(({ id }) => id)).toEqual([1, 2]);
  }
});

test.each(['control.next', 'control.stopLoop'] as const)(
  '%s works through a try inside the loop',
  async (control) => {
    const ran = await runFlow(
      {
        nodes: {
          start,
          loop: { type: 'control.forEach' },
          attempt: { type: 'control.try', in: 'loop' },
          which: { type: 'control.if', in: 'attempt', params: { test: '{{ $json.id === 2 }}' } },
          end: { type: control, in: 'attempt' },
          after: { type: 'test.effect', in: 'loop' },
        },
        edges: [
          'start -> loop',
          'loop:each -> attempt',
          'attempt:each -> which',
          'which:true -> end',
          'which:false -> attempt:collect',
          'attempt -> after',
          'after -> loop:collect',
        ],
      },
      { input: ids(3) },
    );
    expect(ran.status).toBe('succeeded');
    expect(ran.outputs.loop?.done?.map(({ id }) => id)).toEqual(control === 'control.next' ? [1, 3] : [1]);
  },
);

test('with concurrency, stopLoop stops later iterations, waits for earlier ones, and forgets later failures', async () => {
  const world = new World();
  const run = startFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach', params: { concurrency: 4 } },
        wait: { type: 'test.gate', in: 'loop', params: { gate: '{{ $json.id }}' } },
        which: { type: 'control.if', in: 'loop', params: { test: '{{ $json.id === 2 }}' } },
        end: { type: 'control.stopLoop', in: 'loop' },
        act: { type: 'test.effect', in: 'loop' },
      },
      edges: [
        'start -> loop',
        'loop:each -> wait',
        'wait -> which',
        'which:true -> end',
        'which:false -> act',
        'act -> loop:collect',
      ],
    },
    { world, input: [{ id: 1 }, { id: 2 }, { id: 3, fail: true }, { id: 4 }] },
  );
  for (const id of ['1', '2', '3', '4']) await world.gate(id).reached;
  world.gate('3').open();
  await run.fact('step.failed', 'loop/each[2]/act');
  world.gate('2').open();
  await run.fact('step.succeeded', 'loop/each[1]/end');
  world.gate('1').open();
  const ran = await run.settled();
  expect(ran.status).toBe('succeeded');
  expect(world.aborted).toContain('loop/each[3]/wait');
  expect(ran.outputs.loop?.done?.map(({ id }) => id)).toEqual([1]);
});

test('stopLoop ends a repeat with what this round collected', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        again: { type: 'control.repeat' },
        add: {
          type: 'data.map',
          in: 'again',
          params: { fields: [{ name: 'n', value: '{{ $json.n + 1 }}' }] },
        },
        full: { type: 'control.filter', in: 'again', params: { test: '{{ $json.n === 3 }}' } },
        end: { type: 'control.stopLoop', in: 'again' },
      },
      edges: ['start -> again', 'again:each -> add', 'add -> again:collect', 'add -> full', 'full -> end'],
    },
    { input: [{ n: 0 }] },
  );
  expect(ran.outputs.again?.done).toEqual([{ n: 3 }]);
});
