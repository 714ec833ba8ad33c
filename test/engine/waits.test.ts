import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { MemoryJournal } from '#engine/journal';
import { TestClock } from '#test/clock';
import { type FlowText, ids, resumeFlow, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
const nothing = { type: 'control.nothing' };
const one = (node: Partial<Flow['nodes'][string]>): FlowText => ({
  nodes: { start, wait: node },
  edges: ['start -> wait'],
});

test('a delay lets its items go on when the time has come, also after a restart', async () => {
  const flow = one({ type: 'control.delay', params: { for: '3d' } });
  const clock = new TestClock();
  const first = startFlow(flow, { clock, input: ids(2) });
  const { wait } = await first.fact('step.waiting');
  expect(wait).toEqual({ for: 'time', until: clock.now() + 3 * 86_400_000 });
  first.driver.suspend();
  const ran = await (
    await resumeFlow(flow, first.driver.services.journal.read('run_1'), { clock })
  ).settled();
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs.wait?.out).toEqual(ids(2));
});

test('a delay that ended while nobody was there ends at once', async () => {
  const flow = one({ type: 'control.delay', params: { for: '1h' } });
  const first = startFlow(flow);
  await first.fact('step.waiting');
  first.driver.suspend();
  const clock = new TestClock(Date.UTC(2027, 0, 1));
  const run = await resumeFlow(flow, first.driver.services.journal.read('run_1'), { clock });
  expect((await run.settled()).status).toBe('succeeded');
  expect(clock.now()).toBe(Date.UTC(2027, 0, 1));
});

test('a call brings its items', async () => {
  const run = startFlow(one({ type: 'control.waitFor', params: { event: 'call' } }));
  expect((await run.settled()).status).toBe('waiting');
  expect(run.driver.waiting().map(({ key }) => key)).toEqual(['wait']);
  run.driver.answer('wait', { by: 'call', items: [{ json: { order: 7 } }] });
  expect((await run.settled()).outputs.wait?.out).toEqual([{ order: 7 }]);
});

test.each([
  { approved: true, port: 'approved' },
  { approved: false, port: 'rejected' },
])('an approval decides the port: $port', async ({ approved, port }) => {
  const run = startFlow(one({ type: 'control.waitFor', params: { event: 'approval' } }), { input: ids(1) });
  await run.settled();
  run.driver.answer('wait', { by: 'approval', approved, comment: 'ok?' });
  const ran = await run.settled();
  expect(ran.outputs.wait).toEqual({ [port]: [{ id: 1, approval: { approved, comment: 'ok?' } }] });
});

test('when the time of a wait is up, its items leave by timeout', async () => {
  const ran = await runFlow(one({ type: 'control.waitFor', params: { timeout: '1d' } }), { input: ids(1) });
  expect(ran.outputs.wait).toEqual({ timeout: ids(1) });
});

test('answers are refused where nothing waits, where something else is waited for, and twice', async () => {
  const run = startFlow(one({ type: 'control.waitFor', params: { event: 'approval' } }));
  expect(() => run.driver.answer('wait', { by: 'approval', approved: true })).toThrow('does not wait');
  await run.settled();
  expect(() => run.driver.answer('wait', { by: 'call', items: [] })).toThrow(
    'waits for an approval, not for a call',
  );
  expect(() => run.driver.answer('nope', { by: 'approval', approved: true })).toThrow('does not wait');
  run.driver.answer('wait', { by: 'approval', approved: true });
  expect(() => run.driver.answer('wait', { by: 'approval', approved: true })).toThrow('does not wait');
  expect((await run.settled()).status).toBe('succeeded');
});

test('waits in concurrent iterations are answered by their own keys, in any order', async () => {
  const run = startFlow(
    {
      nodes: {
        start,
        loop: { type: 'control.forEach', params: { concurrency: 2 } },
        ask: { type: 'control.waitFor', in: 'loop', params: { event: 'approval' } },
      },
      edges: ['start -> loop', 'loop:each -> ask', 'ask:approved -> loop:collect'],
    },
    { input: ids(3) },
  );
  await run.settled();
  expect(run.driver.waiting().map(({ key }) => key)).toEqual(['loop/each[0]/ask', 'loop/each[1]/ask']);
  run.driver.answer('loop/each[1]/ask', { by: 'approval', approved: true });
  await run.settled();
  run.driver.answer('loop/each[2]/ask', { by: 'approval', approved: false });
  run.driver.answer('loop/each[0]/ask', { by: 'approval', approved: true });
  expect((await run.settled()).outputs.loop?.done?.map(({ id }) => id)).toEqual([1, 2]);
});

test('a cancelled run stops its steps, and what they still had to say does not count', async () => {
  const world = new World();
  const run = startFlow(
    {
      nodes: { start, act: { type: 'test.gate', params: { gate: 'g', deaf: true } }, after: nothing },
      edges: ['start -> act', 'act -> after'],
    },
    { world },
  );
  await world.gate('g').reached;
  run.driver.cancel();
  run.driver.cancel();
  const ran = await run.settled();
  expect(ran.status).toBe('cancelled');
  expect(world.aborted).toEqual(['act']);
  world.gate('g').open();
  await new Promise(setImmediate);
  expect(world.effects).toEqual(['act: null']);
  expect(ran.events.map(({ type }) => type)).toEqual([
    'run.started',
    'step.succeeded',
    'step.started',
    'run.finished',
  ]);
});

test('a run that is cancelled while it waits is over', async () => {
  const run = startFlow(one({ type: 'control.delay', params: { for: '1h' } }));
  await run.fact('step.waiting');
  run.driver.cancel();
  expect((await run.settled()).status).toBe('cancelled');
  expect(run.driver.waiting()).toEqual([]);
});

test('a run that is cancelled while its input is read takes in no more of it', async () => {
  const world = new World();
  const journal = new MemoryJournal();
  const run = startFlow(one(nothing), { world, journal, input: ids(0) });
  run.driver.cancel();
  await run.settled();
  await new Promise(setImmediate);
  expect([...journal.read('run_1')].map(({ type }) => type)).toEqual(['run.started', 'run.finished']);
});

test('respond gives the answer and passes its items on', async () => {
  const ran = await runFlow(
    one({ type: 'control.respond', params: { status: 201, body: '{{ $json.id }}' } }),
    {
      input: ids(2),
    },
  );
  expect(ran.state.response).toEqual({ status: 201, headers: {}, body: 1 });
  expect(ran.outputs.wait?.out).toEqual(ids(2));
});

test('nodes log, remember across runs and roll the same dice again', async () => {
  const journal = new MemoryJournal();
  const flow = one({ type: 'test.context' });
  const first = await runFlow(flow, { journal, input: ids(2) });
  expect(first.outputs.wait?.out?.[0]?.seen).toEqual([]);
  expect(first.events).toContainEqual(
    expect.objectContaining({
      type: 'step.logged',
      step: 'wait',
      level: 'info',
      message: 'looked',
      data: { count: 2 },
    }),
  );
  const second = await runFlow(flow, { journal, input: ids(3), id: 'run_2' });
  expect(second.outputs.wait?.out?.[0]).toMatchObject({
    seen: ['1', '2'],
    random: first.outputs.wait?.out?.[0]?.random,
  });
});

test('code runs once, so it logs once', async () => {
  const ran = await runFlow(one({ type: 'data.code', params: { code: "console.log('hi'); return items;" } }));
  expect(ran.error).toBeUndefined();
  expect(ran.events.filter(({ type }) => type === 'step.logged')).toHaveLength(1);
});
