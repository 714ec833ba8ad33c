import { expect, test } from 'vitest';
import { type FlowText, ids, resumeFlow, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };
const nothing = { type: 'control.nothing' };
const input = [{ id: 1 }, { id: 2, fail: true }, { id: 3 }];

function tryOut(nodes: FlowText['nodes'], edges: string[]): FlowText {
  return {
    nodes: { start, attempt: { type: 'control.try' }, ...nodes, done: nothing, failed: nothing },
    edges: ['start -> attempt', ...edges, 'attempt:done -> done', 'attempt:error -> failed'],
  };
}

test.each(['test.effect', 'test.later'])(
  'items that fail in a %s leave by error, the rest goes on',
  async (type) => {
    const ran = await runFlow(
      tryOut({ act: { type, in: 'attempt' } }, ['attempt:each -> act', 'act -> attempt:collect']),
      { input },
    );
    expect(ran.status).toBe('succeeded');
    expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([1, 3]);
    expect(ran.outputs.failed?.out).toEqual([
      {
        error: expect.objectContaining({
          code: 'REFUSED',
          node: 'act',
          step: 'attempt/each[0]/act',
          item: 1,
        }),
        item: { id: 2, fail: true },
      },
    ]);
    expect(ran.steps['attempt/each[0]/act']?.status).toBe('succeeded');
  },
);

test.each(['test.effect', 'test.later'])('a %s of which every item failed has failed', async (type) => {
  const ran = await runFlow(
    tryOut({ act: { type, in: 'attempt' }, after: { ...nothing, in: 'attempt' } }, [
      'attempt:each -> act',
      'act -> after',
      'after -> attempt:collect',
    ]),
    { input: [{ fail: true }, { fail: true }] },
  );
  expect(ran.steps['attempt/each[0]/act']).toMatchObject({ status: 'failed', error: { code: 'REFUSED' } });
  expect(ran.steps['attempt/each[0]/after']?.status).toBe('skipped');
  expect(ran.steps.attempt?.status).toBe('succeeded');
  expect(ran.outputs.failed?.out).toHaveLength(2);
});

test('a list node fails with all its items; a branch beside it goes on', async () => {
  const ran = await runFlow(
    tryOut({ all: { type: 'test.list', in: 'attempt' }, beside: { ...nothing, in: 'attempt' } }, [
      'attempt:each -> all',
      'attempt:each -> beside',
      'all -> attempt:collect',
      'beside -> attempt:collect',
    ]),
    { input },
  );
  expect(ran.outputs.done?.out).toEqual(input);
  expect(ran.outputs.failed?.out?.map(({ item }) => item)).toEqual(input);
});

test('onError of a node inside comes before the try', async () => {
  const ran = await runFlow(
    tryOut(
      { act: { type: 'test.effect', in: 'attempt', onError: 'route' }, mend: { ...nothing, in: 'attempt' } },
      ['attempt:each -> act', 'act:error -> mend', 'mend -> attempt:collect'],
    ),
    { input },
  );
  expect(ran.outputs.done?.out?.map(({ id }) => id)).toEqual([2]);
  expect(ran.steps.failed?.status).toBe('skipped');
});

test('stop with error inside a try fails only what is tried', async () => {
  const ran = await runFlow(
    tryOut({ stop: { type: 'control.stop', in: 'attempt', params: { message: 'no' } } }, [
      'attempt:each -> stop',
    ]),
    { input: ids(1) },
  );
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs.failed?.out).toEqual([
    { error: expect.objectContaining({ code: 'STOPPED', message: 'no' }), item: { id: 1 } },
  ]);
});

test('a loop that fails inside a try: the failed item leaves by error, the loop gives nothing', async () => {
  const ran = await runFlow(
    tryOut({ loop: { type: 'control.forEach', in: 'attempt' }, act: { type: 'test.effect', in: 'loop' } }, [
      'attempt:each -> loop',
      'loop:each -> act',
      'act -> loop:collect',
      'loop -> attempt:collect',
    ]),
    { input },
  );
  expect(ran.status).toBe('succeeded');
  expect(ran.steps.done?.status).toBe('skipped');
  expect(ran.outputs.failed?.out).toEqual([
    {
      error: expect.objectContaining({ step: 'attempt/each[0]/loop/each[1]/act' }),
      item: { id: 2, fail: true },
    },
  ]);
});

test('a try in a loop: every iteration goes on; the failures are collected with the rest', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach' },
        attempt: { type: 'control.try', in: 'loop' },
        act: { type: 'test.effect', in: 'attempt' },
      },
      edges: [
        'start -> loop',
        'loop:each -> attempt',
        'attempt:each -> act',
        'act -> attempt:collect',
        'attempt:done -> loop:collect',
        'attempt:error -> loop:collect',
      ],
    },
    { input },
  );
  expect(ran.outputs.loop?.done).toEqual([
    { id: 1, done: true },
    {
      error: expect.objectContaining({ step: 'loop/each[1]/attempt/each[0]/act' }),
      item: { id: 2, fail: true },
    },
    { id: 3, done: true },
  ]);
});

test('an inner try catches before an outer one', async () => {
  const ran = await runFlow(
    tryOut({ inner: { type: 'control.try', in: 'attempt' }, act: { type: 'test.effect', in: 'inner' } }, [
      'attempt:each -> inner',
      'inner:each -> act',
      'inner:error -> attempt:collect',
    ]),
    { input },
  );
  expect(ran.steps.failed?.status).toBe('skipped');
  expect(ran.outputs.done?.out?.map(({ item }) => item)).toEqual([{ id: 2, fail: true }]);
});

test('failed items are told once, also when a half-done list starts over', async () => {
  const flow = tryOut({ act: { type: 'test.later', in: 'attempt' } }, [
    'attempt:each -> act',
    'act -> attempt:collect',
  ]);
  const many = ids(2500).map(({ id }) => ({ id, fail: Number(id) % 100 === 0 }));
  const whole = await runFlow(flow, { input: many });
  const half = whole.events.findIndex(
    (event) => event.type === 'step.checkpoint' && event.step.endsWith('act'),
  );
  const ran = await (await resumeFlow(flow, whole.events.slice(0, half + 1))).settled();
  expect(ran.outputs.failed?.out).toHaveLength(25);
  expect(ran.outputs).toEqual(whole.outputs);
});
