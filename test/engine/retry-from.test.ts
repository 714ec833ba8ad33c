import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent } from '#contract/run';
import { retryFacts } from '#engine/host';
import { compile, type FlowText, ids, type Ran, resumeFlow, runFlow } from './harness.ts';
import { randomFlow } from './random-flow.ts';
import { World } from './test-nodes.ts';

/**
 * What counts of a run, whatever way it took. What a failed one had given by then
 * differs: a branch that comes after the failure in the file may be taken over.
 */
function resultOf({ status, error, outputs }: Ran): object {
  return error ? [status, error.code, error.message, error.step, error.item] : { status, outputs };
}

/** Retries a run from its facts. */
async function retry(
  flow: FlowText,
  facts: readonly RunEvent[],
  from: Parameters<typeof retryFacts>[2],
  world = new World(),
): Promise<Ran & { all: readonly RunEvent[]; taken: readonly RunEvent[] }> {
  const { graph } = compile(flow);
  const take = await retryFacts(facts, { old: graph, now: graph }, from);
  const [start] = facts;
  const taken = [start, ...facts.map(take)].filter((fact) => fact !== undefined);
  const run = await resumeFlow(flow, taken, { world });
  const ran = await run.settled();
  return { ...ran, taken, all: [...run.driver.services.journal.read('run_1')] };
}

function stepsOf(facts: readonly RunEvent[]): string[] {
  const keys = facts.map((fact) =>
    'step' in fact && fact.type !== 'step.skipped' && fact.step !== 'start' ? fact.step : undefined,
  );
  return [...new Set(keys.filter((key) => key !== undefined))];
}

/** At most so many of a list, evenly. */
function some<T>(list: readonly T[], most: number): T[] {
  const stride = Math.ceil(list.length / most);
  return list.filter((_, nr) => nr % stride === 0);
}

test('retried from any step, and again from any step of that, a run that repeats gives the same', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, fc.nat(1000), async ({ flow, input }, second) => {
      const whole = await runFlow(flow, { input });
      for (const step of some(stepsOf(whole.events), 25)) {
        const once = await retry(flow, whole.events, { step });
        expect(resultOf(once), step).toEqual(resultOf(whole));
        const steps = stepsOf(once.all);
        const then = steps[second % steps.length];
        expect(resultOf(await retry(flow, once.all, { step: then })), `${step}, ${then}`).toEqual(
          resultOf(whole),
        );
      }
    }),
    { numRuns: 100, interruptAfterTimeLimit: 10_000 },
  );
}, 40_000);

test('once a failure is gone, a retry gives what a run without it gives and repeats nothing before it', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, async ({ flow, input: all }) => {
      const input = all.map(({ fail: _, ...item }) => item);
      const world = new World();
      const healthy = await runFlow(flow, { input, world });
      for (const act of some(world.acts, 15)) {
        const ill = new World();
        ill.refused.add(act);
        const failed = await runFlow(flow, { input, world: ill });
        const step = failed.status === 'failed' ? undefined : act.slice(0, act.indexOf('#'));
        const again = new World();
        const retried = await retry(flow, failed.events, { step }, again);
        expect(resultOf(retried), act).toEqual(resultOf(healthy));
        const over = new Set(
          retried.taken.flatMap((fact) => (fact.type === 'step.succeeded' ? [fact.step] : [])),
        );
        expect(again.acts.filter((one) => over.has(one.slice(0, one.indexOf('#'))))).toEqual([]);
      }
    }),
    { numRuns: 100, interruptAfterTimeLimit: 10_000 },
  );
}, 40_000);

test('killed anywhere after a retry and resumed, the retry gives the same', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, fc.nat(1000), async ({ flow, input }, pick) => {
      const whole = await runFlow(flow, { input });
      const steps = stepsOf(whole.events);
      const step = steps[pick % steps.length];
      const retried = await retry(flow, whole.events, { step });
      const known = Array.from({ length: retried.all.length - retried.taken.length }, (_, k) => k);
      for (const more of some(known, 20)) {
        const run = await resumeFlow(flow, retried.all.slice(0, retried.taken.length + more));
        expect(resultOf(await run.settled()), `${step} + ${more}`).toEqual(resultOf(whole));
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 8000 },
  );
}, 40_000);

/** Two effects for each item, one after the other; items with `fail` break the second. */
const loop = (params: object): FlowText => ({
  nodes: {
    start: { type: 'trigger.manual' },
    each: { type: 'control.forEach', params: params as Record<string, unknown> },
    first: { type: 'test.effect', in: 'each' },
    second: { type: 'test.effect', in: 'each' },
  },
  edges: ['start -> each', 'each:each -> first', 'first -> second', 'second -> each:collect'],
});

function ill(...acts: string[]): World {
  const world = new World();
  for (const act of acts) world.refused.add(act);
  return world;
}

test('a loop that stopped goes on at the step that failed, in order', async () => {
  const flow = loop({ onItemError: 'stop' });
  const failed = await runFlow(flow, { input: ids(4), world: ill('each/each[1]/second#0') });
  expect(failed.status).toBe('failed');
  const world = new World();
  const retried = await retry(flow, failed.events, { step: undefined }, world);
  expect(retried.status).toBe('succeeded');
  expect(world.acts).toEqual([
    'each/each[1]/second#0',
    'each/each[2]/first#0',
    'each/each[2]/second#0',
    'each/each[3]/first#0',
    'each/each[3]/second#0',
  ]);
  expect(retried.outputs.each?.done?.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test('only the iterations that failed go again, never more at once than the loop allows', async () => {
  const flow = loop({ onItemError: 'collect', concurrency: 2 });
  const refused = [0, 3, 4, 5, 7].map((index) => `each/each[${index}]/second#0`);
  const partly = await runFlow(flow, { input: ids(9), world: ill(...refused) });
  expect(partly.outputs.each?.error).toHaveLength(5);
  const world = new World();
  const retried = await retry(flow, partly.events, { step: 'each', failedIterations: true }, world);
  expect(world.acts).toEqual(refused);
  expect(retried.outputs.each?.done?.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  let open = 0;
  for (const fact of retried.all.slice(retried.taken.length)) {
    if (fact.type === 'step.started' && fact.step.startsWith('each/')) open++;
    expect(open).toBeLessThanOrEqual(2);
    if (fact.type === 'step.succeeded') open--;
  }
  await expect(retry(flow, retried.all, { step: 'each', failedIterations: true })).rejects.toThrow(
    'no iteration of "each" failed',
  );
});

test('from a step inside one iteration the others stay as they were, failed ones too', async () => {
  const flow = loop({ onItemError: 'collect' });
  const refused = ['each/each[1]/second#0', 'each/each[2]/second#0'];
  const partly = await runFlow(flow, { input: ids(4), world: ill(...refused) });
  const world = new World();
  const retried = await retry(flow, partly.events, { step: 'each/each[2]/first' }, world);
  expect(world.acts).toEqual(['each/each[2]/first#0', 'each/each[2]/second#0']);
  expect(retried.outputs.each?.done?.map(({ id }) => id)).toEqual([1, 3, 4]);
  expect(retried.outputs.each?.error).toHaveLength(1);
});

test('a step that is nowhere is refused with the reason', async () => {
  const flow = loop({});
  const { events } = await runFlow(flow, { input: ids(2) });
  const refused = (step: string) => expect(retry(flow, events, { step })).rejects.toThrow();
  await expect(retry(flow, events, { step: 'nowhere' })).rejects.toThrow('no node "nowhere"');
  await expect(retry(flow, events, { step: 'first' })).rejects.toThrow('in which of its iterations');
  await expect(retry(flow, events, { step: 'each/each[9]/first' })).rejects.toThrow('iteration 9');
  await refused('each/each[x]/first');
  await refused('');
});

test('a retry that was cut off while it took facts over fails, and says to retry again', async () => {
  const flow = loop({});
  const { events } = await runFlow(flow, { input: ids(2) });
  const [first, ...rest] = events;
  if (first?.type !== 'run.started') throw new Error('a run starts first');
  const start = { ...first, at: first.at + 1, parent: { run: 'run_0', retry: true } } as const;
  const world = new World();
  const part = rest.slice(0, rest.findIndex(({ type }) => type === 'loop.opened') + 1);
  const half = await resumeFlow(flow, [start, ...part], { world });
  expect((await half.settled()).error?.code).toBe('RETRY_BROKE_OFF');
  expect(world.acts).toEqual([]);
  const resumed = { type: 'run.resumed', at: start.at } as const;
  const whole = await resumeFlow(flow, [start, ...part, resumed], { world });
  expect((await whole.settled()).status).toBe('succeeded');
});
