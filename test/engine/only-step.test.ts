import { expect, test } from 'vitest';
import type { RunEvent } from '#contract/run';
import { retryFacts } from '#engine/host';
import { compile, type FlowText, ids, type Ran, resumeFlow, runFlow } from './harness.ts';
import { World } from './test-nodes.ts';

/** Runs one step of a past run by itself, in the flow as it is now. */
async function runOnly(
  flow: FlowText,
  facts: readonly RunEvent[],
  step: string,
  world = new World(),
  before = flow,
): Promise<Ran> {
  const graphs = { old: compile(before).graph, now: compile(flow).graph };
  const take = await retryFacts(facts, graphs, { step, only: true });
  const [start] = facts;
  if (start?.type !== 'run.started') throw new Error('a run starts first');
  const taken = facts.map(take).filter((fact) => fact !== undefined);
  const run = await resumeFlow(flow, [{ ...start, only: step }, ...taken], { world });
  return run.settled();
}

const FLOW: FlowText = {
  nodes: {
    start: { type: 'trigger.manual' },
    first: { type: 'test.effect' },
    beside: { type: 'test.effect' },
    each: { type: 'control.forEach', params: { concurrency: 2 } },
    inner: { type: 'test.effect', in: 'each' },
    second: { type: 'test.effect', in: 'each' },
    last: { type: 'test.effect' },
  },
  edges: [
    'start -> first',
    'start -> beside',
    'first -> each',
    'each:each -> inner',
    'inner -> second',
    'second -> each:collect',
    'each -> last',
  ],
};

test('one node runs on what came to it, and nothing else does', async () => {
  const { events } = await runFlow(FLOW, { input: ids(2) });
  const world = new World();
  const ran = await runOnly(FLOW, events, 'first', world);
  expect(ran.status).toBe('succeeded');
  expect(world.acts).toEqual(['first#0', 'first#1']);
  const container = new World();
  await runOnly(FLOW, events, 'each', container);
  expect(container.acts.toSorted()).toEqual(
    [0, 1].flatMap((n) => [`each/each[${n}]/inner#0`, `each/each[${n}]/second#0`]),
  );
});

test('a node inside of a loop runs in one iteration, also where the loop has changed', async () => {
  const { events } = await runFlow(FLOW, { input: ids(5) });
  const world = new World();
  const ran = await runOnly(FLOW, events, 'each/each[4]/second', world);
  expect(ran.status).toBe('succeeded');
  expect(world.effects).toEqual(['each/each[4]/second: 5']);
  const more: FlowText = {
    nodes: { ...FLOW.nodes, added: { type: 'test.effect', in: 'each' } },
    edges: [...(FLOW.edges ?? []), 'inner -> added', 'added -> each:collect'],
  };
  const added = new World();
  expect((await runOnly(more, events, 'each/each[3]/added', added, FLOW)).status).toBe('succeeded');
  expect(added.effects).toEqual(['each/each[3]/added: 4']);
});

test('its failure is the failure of the run, and what comes after may be missing', async () => {
  const world = new World();
  world.refused.add('beside#0');
  const { events } = await runFlow(FLOW, { input: ids(1), world });
  const again = new World();
  again.refused.add('first#0');
  const failed = await runOnly(FLOW, events, 'first', again);
  expect([failed.status, failed.error?.code]).toEqual(['failed', 'REFUSED']);
  await expect(runOnly(FLOW, events, 'last')).rejects.toThrow('"each" comes before "last"');
});

test('a node that nothing came to says so', async () => {
  const flow: FlowText = {
    nodes: {
      start: { type: 'trigger.manual' },
      none: { type: 'control.filter', params: { test: false } },
      after: { type: 'test.effect' },
    },
    edges: ['start -> none', 'none -> after'],
  };
  const { events } = await runFlow(flow, { input: ids(1) });
  const world = new World();
  const ran = await runOnly(flow, events, 'after', world);
  expect([ran.status, ran.error?.code]).toEqual(['failed', 'NO_INPUT']);
  expect(world.acts).toEqual([]);
});
