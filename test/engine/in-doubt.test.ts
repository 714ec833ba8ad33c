import { describe, expect, test } from 'vitest';
import type { RunEvent } from '#contract/run';
import { type FlowText, ids, resumeFlow, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };

function acting(inDoubt?: 'ask' | 'retry' | 'skip', type = 'test.effect'): FlowText {
  return {
    nodes: { start, act: { type, ...(inDoubt ? { inDoubt } : {}) }, last: { type: 'control.nothing' } },
    edges: ['start -> act', 'act -> last'],
  };
}

/** The facts of a run up to the start of its second effect, which nobody knows the end of. */
async function cutInSecondEffect(flow: FlowText): Promise<RunEvent[]> {
  const { events } = await runFlow(flow, { input: ids(3) });
  const begun = events.findIndex((event) => event.type === 'item.started' && (event.item ?? 1) === 1);
  return events.slice(0, begun + 1);
}

test('the start of an effect is on disk before it acts, its end after', async () => {
  const { events } = await runFlow(acting(), { input: ids(2) });
  expect(events.slice(2, 7).map((event) => [event.type, 'item' in event ? event.item : undefined])).toEqual([
    ['step.started', undefined],
    ['item.started', 0],
    ['step.checkpoint', undefined],
    ['item.started', 1],
    ['step.checkpoint', undefined],
  ]);
});

test('by default the user is asked', async () => {
  const flow = acting();
  const run = await resumeFlow(flow, await cutInSecondEffect(flow));
  const asked = await run.settled();
  expect(asked.status).toBe('waiting');
  expect(run.driver.waiting()[0]?.wait).toEqual({ item: 1, wait: { for: 'decision' } });
  expect(asked.effects).toEqual([]);
});

describe.each([
  { decision: 'retry', effects: ['act: 2', 'act: 3'], out: [1, 2, 3], done: [true, true, true] },
  { decision: 'skip', effects: ['act: 3'], out: [1, 3], done: [true, true] },
  { decision: 'done', effects: ['act: 3'], out: [1, 2, 3], done: [true, undefined, true] },
] as const)('$decision', ({ decision, effects, out, done }) => {
  test('as the answer', async () => {
    const flow = acting();
    const run = await resumeFlow(flow, await cutInSecondEffect(flow));
    await run.settled();
    run.driver.answer('act', { by: 'decision', decision });
    const ran = await run.settled();
    expect(ran.effects).toEqual(effects);
    expect(ran.outputs.last?.out?.map(({ id }) => id)).toEqual(out);
    expect(ran.outputs.last?.out?.map((item) => item.done)).toEqual(done);
  });

  test('the answer survives another restart', async () => {
    const flow = acting();
    const run = await resumeFlow(flow, await cutInSecondEffect(flow));
    await run.settled();
    run.driver.answer('act', { by: 'decision', decision });
    run.driver.suspend();
    const facts = [...run.driver.services.journal.read('run_1')];
    const again = await (await resumeFlow(flow, facts)).settled();
    expect(again.effects).toEqual(effects);
    expect(again.outputs.last?.out?.map(({ id }) => id)).toEqual(out);
    // Killed before anything came of it, what was to be left out is asked for again, never repeated.
    const told = facts.findIndex((fact) => fact.type === 'step.resumed');
    const early = await (await resumeFlow(flow, facts.slice(0, told + 1))).settled();
    expect(early.status).toBe(decision === 'retry' ? 'succeeded' : 'waiting');
  });
});

test.each([
  { policy: 'retry', effects: ['act: 2', 'act: 3'], out: [1, 2, 3] },
  { policy: 'skip', effects: ['act: 3'], out: [1, 3] },
] as const)('the policy of the node decides: $policy', async ({ policy, effects, out }) => {
  const flow = acting(policy);
  const ran = await (await resumeFlow(flow, await cutInSecondEffect(flow))).settled();
  expect(ran.effects).toEqual(effects);
  expect(ran.outputs.last?.out?.map(({ id }) => id)).toEqual(out);
});

test('an effect on the whole list is in doubt as a whole', async () => {
  const flow = acting('ask', 'test.listEffect');
  const run = await resumeFlow(flow, await cutInSecondEffect(flow));
  await run.settled();
  expect(run.driver.waiting()[0]?.wait).toEqual({ item: undefined, wait: { for: 'decision' } });
  run.driver.answer('act', { by: 'decision', decision: 'done' });
  const ran = await run.settled();
  expect(ran.effects).toEqual([]);
  expect(ran.outputs.last?.out).toEqual(ids(3));
});

test('a run whose input was not read completely says so', async () => {
  const flow = acting();
  const { events } = await runFlow(flow, { input: ids(2500) });
  const ran = await (await resumeFlow(flow, events.slice(0, 2))).settled();
  expect(ran.error).toMatchObject({ code: 'INPUT_INCOMPLETE' });
});

test('a finished run stays as it is', async () => {
  const flow = acting();
  const { events } = await runFlow(flow, { input: ids(1) });
  const ran = await (await resumeFlow(flow, events)).settled();
  expect(ran.status).toBe('succeeded');
  expect(ran.effects).toEqual([]);
  expect(ran.events).toEqual([]);
});
