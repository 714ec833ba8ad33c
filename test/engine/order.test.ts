import { expect, test } from 'vitest';
import { type FlowText, ids, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
const gate = (name: string, deaf = false) => ({ type: 'test.gate', params: { gate: name, deaf } });

const branches: FlowText = {
  nodes: { start, z: gate('z'), a: gate('a'), afterZ: { type: 'control.nothing' } },
  edges: ['start -> a', 'start -> z', 'z -> afterZ'],
};

test('ready nodes run one at a time, in the order of the file', async () => {
  const world = new World();
  const run = startFlow(branches, { world });
  await world.gate('z').reached;
  world.gate('a').open(); // opening it early does not let it start early
  expect(run.driver.state.root.steps.map((step) => step?.key)).toEqual(['start', 'z', undefined, undefined]);
  world.gate('z').open();
  const ran = await run.settled();
  expect(ran.order).toEqual(['start', 'z', 'a', 'afterZ']);
});

test('with parallelBranches all ready nodes start at once', async () => {
  const world = new World();
  const run = startFlow({ ...branches, settings: { parallelBranches: true } }, { world });
  await world.gate('z').reached;
  await world.gate('a').reached;
  world.gate('a').open();
  await run.fact('step.succeeded', 'a');
  world.gate('z').open();
  const ran = await run.settled();
  expect(ran.status).toBe('succeeded');
  expect(ran.effects).toEqual(['a: null', 'z: null']);
});

test('with parallelBranches a failing branch stops the others', async () => {
  const world = new World();
  const run = startFlow(
    {
      settings: { parallelBranches: true },
      nodes: {
        start,
        slow: gate('slow'),
        quick: gate('quick'),
        bad: { type: 'control.stop', params: { message: 'no' } },
      },
      edges: ['start -> slow', 'start -> quick', 'quick -> bad'],
    },
    { world },
  );
  await world.gate('slow').reached;
  world.gate('quick').open();
  const ran = await run.settled();
  expect(ran.status).toBe('failed');
  expect(ran.error).toMatchObject({ code: 'STOPPED', node: 'bad', step: 'bad', item: 0 });
  expect(world.aborted).toEqual(['slow']);
  expect(run.driver.state.root.steps.map((step) => step?.status)).toEqual([
    'succeeded',
    'cancelled',
    'succeeded',
    'failed',
  ]);
});

test('position on the canvas changes nothing', async () => {
  const view = { z: { x: 900, y: 900 }, a: { x: 0, y: 0 } };
  const world = new World();
  world.gate('a').open();
  world.gate('z').open();
  expect((await runFlow({ ...branches, view }, { world })).order).toEqual(['start', 'z', 'a', 'afterZ']);
});

test('a disabled node passes its items through its first ports', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        which: { type: 'control.if', params: { test: false }, disabled: true },
        yes: { type: 'control.nothing' },
        no: { type: 'control.nothing' },
        join: { type: 'control.merge', disabled: true },
        last: { type: 'control.nothing' },
      },
      edges: [
        'start -> which',
        'which:true -> yes',
        'which:false -> no',
        'start -> join:b',
        'yes -> join:a',
        'join -> last',
      ],
    },
    { input: ids(2) },
  );
  expect(ran.steps.no?.status).toBe('skipped');
  expect(ran.outputs.last?.out).toEqual(ids(2)); // port a only, once
});

test('a disabled container passes its items by and its inside never runs', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach', disabled: true },
        inner: { type: 'test.effect', in: 'loop' },
        last: { type: 'control.nothing' },
        failed: { type: 'control.nothing' },
      },
      edges: [
        'start -> loop',
        'loop:each -> inner',
        'inner -> loop:collect',
        'loop -> last',
        'loop:error -> failed',
      ],
    },
    { input: ids(3) },
  );
  expect(ran.outputs.last?.out).toEqual(ids(3));
  expect(ran.effects).toEqual([]);
  expect(ran.steps.failed?.status).toBe('skipped');
});

test('a disabled node without outputs swallows its items; its failure would have stopped the run', async () => {
  const ran = await runFlow({
    nodes: { start, end: { type: 'control.stop', params: { message: 'no' }, disabled: true } },
    edges: ['start -> end'],
  });
  expect(ran.status).toBe('succeeded');
  expect(ran.steps.end?.status).toBe('succeeded');
});

test('a long list passes a disabled node in chunks', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        off: { type: 'test.effect', disabled: true },
        all: { type: 'data.aggregate', params: { field: 'id' } },
      },
      edges: ['start -> off', 'off -> all'],
    },
    { input: ids(2500) },
  );
  expect(ran.outputs.all?.out?.[0]?.items).toEqual(ids(2500).map(({ id }) => id));
  expect(ran.events.filter((event) => event.type === 'step.checkpoint' && event.step === 'off')).toHaveLength(
    3,
  );
});
