import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { ids, resumeFlow, runFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const items = (...values: number[]): Item[] => values.map((n) => ({ json: { n } }));
const start = { type: 'trigger.manual' };

test('a pinned node is not run: what is pinned goes on', async () => {
  const flow = {
    nodes: {
      start,
      act: { type: 'test.effect' },
      seen: {
        type: 'data.map',
        params: { fields: [{ name: 'from', value: "{{ $('start').item.json.id }}" }] },
      },
    },
    edges: ['start -> act', 'act -> seen'],
  };
  const pins = { act: { out: items(7, 8), gone: items(9) }, nowhere: { out: items(1) } };
  const ran = await runFlow(flow, { input: ids(2), pins });
  expect(ran.status).toBe('succeeded');
  expect(ran.effects).toEqual([]);
  // As many as came in: each belongs to one of them.
  expect(ran.outputs.seen?.out).toEqual([
    { n: 7, from: 1 },
    { n: 8, from: 2 },
  ]);
  expect(ran.steps.act?.out).toEqual({ out: [{ n: 7 }, { n: 8 }] });
  expect(ran.events[0]).toMatchObject({ type: 'run.started', pins });
});

test('pinned ports choose the way; a pinned container does not go round; switched off goes before pinned', async () => {
  const flow = {
    nodes: {
      start,
      which: { type: 'control.if', params: { test: true } },
      each: { type: 'control.forEach' },
      inside: { type: 'test.effect', in: 'each' },
      off: { type: 'data.map', disabled: true },
      never: { type: 'test.effect' },
    },
    edges: [
      'start -> which',
      'which:true -> never',
      'which:false -> each',
      'each:each -> inside',
      'inside -> each:collect',
      'each -> off',
    ],
  };
  const pins = { which: { false: items(1) }, each: { done: items(5) }, off: { out: items(6) } };
  const ran = await runFlow(flow, { pins });
  expect(ran.effects).toEqual([]);
  expect(ran.steps.never?.status).toBe('skipped');
  expect(ran.outputs.off?.out).toEqual([{ n: 5 }]);
});

test('inside of a loop a pinned node gives the same in every iteration', async () => {
  const flow = {
    nodes: { start, each: { type: 'control.forEach' }, inside: { type: 'test.effect', in: 'each' } },
    edges: ['start -> each', 'each:each -> inside', 'inside -> each:collect'],
  };
  const ran = await runFlow(flow, { input: ids(3), pins: { inside: { out: items(4) } } });
  expect(ran.outputs.each?.done).toEqual([{ n: 4 }, { n: 4 }, { n: 4 }]);
  expect(ran.effects).toEqual([]);
});

test('a run that is taken up again gives what was pinned when it started, wherever it broke off', async () => {
  const flow = {
    nodes: {
      start,
      before: { type: 'test.effect' },
      act: { type: 'test.effect' },
      after: { type: 'test.effect' },
    },
    edges: ['start -> before', 'before -> act', 'act -> after'],
  };
  const { events, outputs } = await runFlow(flow, { pins: { act: { out: items(7) } } });
  for (let length = 2; length < events.length; length++) {
    const world = new World();
    const ran = await (await resumeFlow(flow, events.slice(0, length), { world })).settled();
    if (ran.status === 'waiting') continue; // `before` or `after` is in doubt
    expect(ran.outputs).toEqual(outputs);
    expect(world.acts.filter((act) => act.startsWith('act#'))).toEqual([]);
  }
});
