import { expect, test } from 'vitest';
import { type FlowText, ids, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };
const set = (name: string, value: unknown) => ({
  type: 'data.map',
  params: { fields: [{ name, value }] },
});

test('a diamond brings both branches together in the order of the edges', async () => {
  const ran = await runFlow(
    {
      nodes: { start, left: set('side', 'l'), right: set('side', 'r'), join: { type: 'control.merge' } },
      edges: ['start -> left', 'start -> right', 'right -> join:b', 'left -> join:a'],
    },
    { input: ids(2) },
  );
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs.join?.out).toEqual([
    { id: 1, side: 'l' },
    { id: 2, side: 'l' },
    { id: 1, side: 'r' },
    { id: 2, side: 'r' },
  ]);
});

const branching: FlowText = {
  nodes: {
    start,
    which: { type: 'control.if', params: { test: '{{ $json.id > 1 }}' } },
    big: set('size', 'big'),
    small: set('size', 'small'),
    join: { type: 'control.merge' },
    after: set('after', true),
  },
  edges: [
    'start -> which',
    'which:true -> big',
    'which:false -> small',
    'big -> join:a',
    'small -> join:b',
    'join -> after',
  ],
};

test('a merge goes on with what was delivered when a branch is dead', async () => {
  const ran = await runFlow(branching, { input: [{ id: 5 }] });
  expect(ran.steps.small?.status).toBe('skipped');
  expect(ran.outputs.after?.out).toEqual([{ id: 5, size: 'big', after: true }]);
});

test('when everything is dead, everything after it is skipped and the run succeeds', async () => {
  const ran = await runFlow(branching, { input: [] });
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs).toEqual({});
  for (const key of ['which', 'big', 'small', 'join', 'after'])
    expect(ran.steps[key]?.status).toBe('skipped');
});

test('several edges into one port are one list, in edge order, also twice from the same node', async () => {
  const ran = await runFlow(
    {
      nodes: { start, a: set('by', 'a'), b: set('by', 'b'), last: { type: 'control.nothing' } },
      edges: ['start -> a', 'start -> b', 'b -> last', 'a -> last', 'b -> last'],
    },
    { input: ids(1) },
  );
  expect(ran.outputs.last?.out?.map((item) => item.by)).toEqual(['b', 'a', 'b']);
});

test('runOnEmpty runs on dead input with an empty list, and can be turned on and off', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        none: { type: 'control.filter', params: { test: false } },
        all: { type: 'data.aggregate' },
        off: { type: 'data.aggregate', runOnEmpty: false },
        on: { type: 'data.sort', params: { by: [{ field: 'id' }] }, runOnEmpty: true },
      },
      edges: ['start -> none', 'none -> all', 'none -> off', 'none -> on'],
    },
    { input: ids(3) },
  );
  expect(ran.outputs.all?.out).toEqual([{ items: [] }]);
  expect(ran.steps.off?.status).toBe('skipped');
  expect(ran.steps.on?.status).toBe('succeeded');
});

test('a node that nothing leads to never runs, even with runOnEmpty', async () => {
  const ran = await runFlow({
    nodes: { start, orphan: { type: 'data.aggregate', runOnEmpty: true }, after: set('x', 1) },
    edges: ['orphan -> after'],
  });
  expect(ran.steps.orphan?.status).toBe('skipped');
  expect(ran.steps.after?.status).toBe('skipped');
  expect(ran.status).toBe('succeeded');
});

test('edges out of the other triggers are dead', async () => {
  const flow: FlowText = {
    nodes: {
      first: start,
      second: { type: 'trigger.manual' },
      a: set('via', 'a'),
      b: set('via', 'b'),
      both: { type: 'control.nothing' },
    },
    edges: ['first -> a', 'second -> b', 'a -> both', 'b -> both'],
  };
  const one = await runFlow(flow, { input: ids(1) });
  expect(one.outputs.both?.out).toEqual([{ id: 1, via: 'a' }]);
  expect(one.steps.b?.status).toBe('skipped');
  const two = await runFlow(flow, { input: ids(1), trigger: 'second' });
  expect(two.outputs.both?.out).toEqual([{ id: 1, via: 'b' }]);
});

test('a run may consist of its trigger alone', async () => {
  const ran = await runFlow({ nodes: { start } }, { input: ids(2) });
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs.start?.out).toEqual(ids(2));
});
