import { describe, expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import type { RunEvent } from '#contract/run';
import { TestClock } from '#test/clock';
import { type FlowText, ids, type Ran, resumeFlow, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
type Node = Partial<Flow['nodes'][string]>;

function flaky(params: Record<string, unknown>, more: Node): FlowText {
  return { nodes: { start, act: { type: 'test.flaky', params, ...more } }, edges: ['start -> act'] };
}
const retries = (ran: { events: readonly RunEvent[] }) =>
  ran.events.filter((event) => event.type === 'step.retrying');
const waits = (ran: Ran): number[] => retries(ran).map(({ at, retryAt }) => retryAt - at);

test('it tries again, waiting longer each time up to the maximum', async () => {
  const ran = await runFlow(
    flaky({ failures: 4 }, { retry: { attempts: 5, delay: '1s', factor: 3, maxDelay: '10s', jitter: 0 } }),
  );
  expect(ran.status).toBe('succeeded');
  expect(waits(ran)).toEqual([1000, 3000, 9000, 10_000]);
  expect(ran.steps.act?.attempts).toBe(5);
});

test('jitter only shortens a wait, by its share at most, the same on replay', async () => {
  const flow = flaky({ failures: 3 }, { retry: { attempts: 4, delay: '10s', factor: 1, jitter: 0.5 } });
  const ran = await runFlow(flow);
  for (const wait of waits(ran)) expect(wait).toSatisfy((ms: number) => ms > 5000 && ms <= 10_000);
  expect(new Set(waits(ran)).size).toBe(3);
  expect(waits(await runFlow(flow))).toEqual(waits(ran));
});

test('what the other side asks for wins, even over the maximum', async () => {
  const ran = await runFlow(
    flaky({ failures: 1, retryAfter: 60_000 }, { retry: { attempts: 2, delay: '1s', maxDelay: '2s' } }),
  );
  expect(waits(ran)).toEqual([60_000]);
});

test.each<{
  why: string;
  params: Record<string, unknown>;
  retry: Node['retry'];
  tries: number;
  code: string;
}>([
  {
    why: 'the last error counts when attempts run out',
    params: { failures: 9 },
    retry: { attempts: 3 },
    tries: 3,
    code: 'DOWN',
  },
  {
    why: 'what cannot pass is not tried again',
    params: { failures: 1, retryable: false },
    retry: { attempts: 3 },
    tries: 1,
    code: 'DOWN',
  },
  {
    why: 'nor is a code that is not named',
    params: { failures: 1, code: 'BUSY' },
    retry: { attempts: 3, on: ['DOWN'] },
    tries: 1,
    code: 'BUSY',
  },
])('$why', async ({ params, retry, tries, code }) => {
  const ran = await runFlow(flaky(params, retry ? { retry } : {}));
  expect(ran.status).toBe('failed');
  expect(ran.steps.act?.attempts).toBe(tries);
  expect(ran.error).toMatchObject({ code, message: `down (${tries})` });
});

test('a named code is tried again although it is not retryable', async () => {
  const ran = await runFlow(
    flaky({ failures: 1, retryable: false, code: 'HTTP_404' }, { retry: { attempts: 2, on: ['HTTP_404'] } }),
  );
  expect(ran.status).toBe('succeeded');
});

test('an error of the flow itself is never tried again', async () => {
  const ran = await runFlow({
    nodes: {
      start,
      act: { type: 'control.stop', params: { message: 'no' }, retry: { attempts: 3, on: ['STOPPED'] } },
    },
    edges: ['start -> act'],
  });
  expect(ran.steps.act?.attempts).toBe(1);
});

test('each item is tried again by itself, and the error policy sees what is left', async () => {
  const ran = await runFlow(
    flaky({ failures: '{{ $json.id }}' }, { retry: { attempts: 3, delay: '1s' }, onError: 'route' }),
    { input: ids(4) },
  );
  expect(ran.outputs.act?.out?.map(({ id }) => id)).toEqual([1, 2]);
  expect(ran.outputs.act?.error?.map(({ id }) => id)).toEqual([3, 4]);
});

test('a stream that is tried again gives its items once', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        act: { type: 'test.stream', params: { failAfter: 1000 }, retry: { attempts: 2, delay: '1s' } },
        all: { type: 'data.aggregate', params: { field: 'id' } },
      },
      edges: ['start -> act', 'act -> all'],
    },
    { input: ids(2100) },
  );
  expect(ran.outputs.all?.out?.[0]?.items).toHaveLength(2100);
});

test('a wait for the next attempt survives a restart, and the attempts before it count', async () => {
  const flow = flaky({ failures: 9 }, { retry: { attempts: 3, delay: '1h', factor: 1, jitter: 0 } });
  const clock = new TestClock();
  const first = startFlow(flow, { clock });
  const { retryAt } = await first.fact('step.retrying');
  first.driver.suspend();
  const facts = [...first.driver.services.journal.read('run_1')];
  clock.moveBy(1000);
  const second = await resumeFlow(flow, facts, { clock });
  expect(second.driver.activity).toEqual({ is: 'busy' });
  const ran = await second.settled();
  expect(ran.steps.act?.attempts).toBe(3);
  expect(retries(ran)).toHaveLength(1);
  expect(clock.now()).toBe(retryAt + 3_600_000);
});

describe('timeouts', () => {
  test('an attempt that takes too long fails, is told to stop, and may be tried again', async () => {
    const world = new World();
    const clock = new TestClock();
    const run = startFlow(
      {
        nodes: {
          start,
          act: {
            type: 'test.gate',
            params: { gate: 'g' },
            timeout: '5s',
            retry: { attempts: 2, delay: '1s' },
          },
        },
        edges: ['start -> act'],
      },
      { world, clock },
    );
    await world.gate('g').reached;
    clock.moveBy(5000);
    const retry = await run.fact('step.retrying');
    expect(retry.error).toMatchObject({ kind: 'step', code: 'TIMEOUT', node: 'act', item: 0 });
    expect(world.aborted).toEqual(['act']);
    world.gate('g').open();
    expect((await run.settled()).status).toBe('succeeded');
  });

  test('a node that does not listen is left behind', async () => {
    const world = new World();
    const clock = new TestClock();
    const run = startFlow(
      {
        nodes: { start, act: { type: 'test.gate', params: { gate: 'g', deaf: true }, timeout: '5s' } },
        edges: ['start -> act'],
      },
      { world, clock },
    );
    await world.gate('g').reached;
    clock.moveBy(5000);
    expect((await run.settled()).error?.code).toBe('TIMEOUT');
  });

  test('a run that takes too long fails and stops its steps; waiting counts', async () => {
    const ran = await runFlow(
      {
        settings: { timeout: '1h' },
        nodes: { start, wait: { type: 'control.delay', params: { for: '1d' } } },
        edges: ['start -> wait'],
      },
      { clock: new TestClock() },
    );
    expect(ran.status).toBe('failed');
    expect(ran.error).toMatchObject({ code: 'RUN_TIMEOUT' });
    expect(ran.state.root.steps[1]?.status).toBe('cancelled');
  });
});
