import { describe, expect, test } from 'vitest';
import type { Breakpoint } from '#contract/run';
import { debugOf, goOn, nextPause, stepThrough } from './debug-run.ts';
import { type FlowText, ids, resumeFlow, runFlow, startFlow } from './harness.ts';
import { World } from './test-nodes.ts';

/** Orders, each of which is counted and posted; then all are told. */
const flow: FlowText = {
  nodes: {
    start: { type: 'trigger.manual' },
    orders: { type: 'control.forEach' },
    count: {
      type: 'data.map',
      in: 'orders',
      params: { fields: [{ name: 'n', value: '{{ $json.id * 2 }}' }] },
    },
    post: { type: 'test.effect', in: 'orders', inDoubt: 'retry' },
    tell: { type: 'test.listEffect', inDoubt: 'retry' },
  },
  edges: [
    'start -> orders',
    'orders:each -> count',
    'count -> post',
    'post -> orders:collect',
    'orders -> tell',
  ],
};

function debug(breakpoints: Omit<Breakpoint, 'id'>[], stop?: 'entry') {
  const all = breakpoints.map((each, nr) => ({ id: `b${nr + 1}`, ...each }));
  return { debug: { breakpoints: all, ...(stop ? { stop } : {}) } };
}

/** Where a run with these breakpoints pauses, as `side key`. */
async function placesOf(text: FlowText, breakpoints: Omit<Breakpoint, 'id'>[], input = ids(3)) {
  const { pauses, ran } = await stepThrough(startFlow(text, { input, ...debug(breakpoints) }));
  const plain = await runFlow(text, { input });
  expect([ran.status, ran.outputs, ran.effects]).toEqual([plain.status, plain.outputs, plain.effects]);
  return pauses.map(
    ({ place, item }) => `${place.side} ${place.key}${item === undefined ? '' : ` #${item}`}`,
  );
}

describe('stepping', () => {
  test('into goes from step to step, over stays outside of the loop', async () => {
    const into = startFlow(flow, { input: ids(2), ...debug([], 'entry') });
    const { pauses } = await stepThrough(into, () => ({ how: 'into' }));
    expect(pauses.map(({ place, reason }) => [place.key, reason])).toEqual([
      ['orders', 'entry'],
      ['orders/each[0]/count', 'step'],
      ['orders/each[0]/post', 'step'],
      ['orders/each[1]/count', 'step'],
      ['orders/each[1]/post', 'step'],
      ['tell', 'step'],
    ]);
    const over = startFlow(flow, { input: ids(2), ...debug([], 'entry') });
    const stepped = await stepThrough(over, () => ({ how: 'over' }));
    expect(stepped.pauses.map(({ place }) => place.key)).toEqual(['orders', 'tell']);
  });

  test('over goes on in the next iteration, out leaves the loop, to goes to a step', async () => {
    const run = startFlow(flow, { input: ids(3), ...debug([{ at: 'before', node: 'post' }]) });
    expect((await nextPause(run))?.place.key).toBe('orders/each[0]/post');
    run.driver.debug({ type: 'debug.set', at: 0, breakpoints: [] });
    goOn(run, 'over');
    expect((await nextPause(run))?.place.key).toBe('orders/each[1]/count');
    goOn(run, 'to', 'orders/each[2]/post');
    expect(await nextPause(run)).toMatchObject({ place: { key: 'orders/each[2]/post' }, reason: 'to' });
    goOn(run, 'out');
    expect((await nextPause(run))?.place.key).toBe('tell');
    goOn(run, 'out');
    expect((await run.settled()).status).toBe('succeeded');
  });

  test('while iterations go side by side, over stays with its own until that has ended', async () => {
    const parallel = structuredClone(flow);
    parallel.nodes.orders = { type: 'control.forEach', params: { concurrency: 3 } };
    const run = startFlow(parallel, { input: ids(3), ...debug([{ at: 'before', node: 'count' }]) });
    expect((await nextPause(run))?.place.key).toBe('orders/each[0]/count');
    run.driver.debug({ type: 'debug.set', at: 0, breakpoints: [] });
    goOn(run, 'over');
    expect((await nextPause(run))?.place.key).toBe('orders/each[0]/post');
    goOn(run, 'out');
    expect((await nextPause(run))?.place.key).toBe('tell');
  });
});

describe('breakpoints', () => {
  test('before and after a node', async () => {
    expect(await placesOf(flow, [{ at: 'before', node: 'tell' }])).toEqual(['before tell']);
    expect(
      await placesOf(flow, [
        { at: 'after', node: 'start' },
        { at: 'after', node: 'tell' },
      ]),
    ).toEqual(['after start', 'after tell']);
    expect(await placesOf(flow, [{ at: 'after', node: 'post', iteration: 1 }])).toEqual([
      'after orders/each[1]/post',
    ]);
  });

  test('where a condition is true, be it for the sandbox or not', async () => {
    const fast = { at: 'before', node: 'post', condition: '$json.n > 3 && $iteration.index < 2' } as const;
    expect(await placesOf(flow, [fast])).toEqual(['before orders/each[1]/post #0']);
    const slow = { at: 'before', node: 'post', condition: '[$json.n].some((n) => n > 3)' } as const;
    expect(await placesOf(flow, [slow])).toEqual([
      'before orders/each[1]/post #0',
      'before orders/each[2]/post #0',
    ]);
    const after = { at: 'after', node: 'post', condition: '{{ $json.n === 4 }}' } as const;
    expect(await placesOf(flow, [after])).toEqual(['after orders/each[1]/post #0']);
    const ofList = { at: 'before', node: 'tell', condition: '$json.id === 3' } as const;
    expect(await placesOf(flow, [ofList])).toEqual(['before tell #2']);
    const other = { at: 'before', node: 'tell', condition: "$('start').all().length === 3" } as const;
    expect(await placesOf(flow, [other])).toEqual(['before tell']);
  });

  test('the n-th time, at an iteration, when a value changes', async () => {
    expect(await placesOf(flow, [{ at: 'before', node: 'post', hit: 2 }])).toEqual([
      'before orders/each[1]/post',
    ]);
    const counted = { at: 'after', node: 'post', condition: '$json.id !== 1', hit: 2 } as const;
    expect(await placesOf(flow, [counted])).toEqual(['after orders/each[2]/post #0']);
    expect(await placesOf(flow, [{ at: 'iteration', node: 'orders' }])).toHaveLength(3);
    expect(await placesOf(flow, [{ at: 'iteration', node: 'orders', iteration: 2 }])).toEqual([
      'before orders/each[2]/count',
    ]);
    const input = [{ id: 1 }, { id: 1 }, { id: 2 }, { id: 2 }, { id: 1 }];
    expect(await placesOf(flow, [{ at: 'before', node: 'post', watch: '$json.id' }], input)).toEqual([
      'before orders/each[2]/post',
      'before orders/each[4]/post',
    ]);
  });

  test('on an error, where it arises', async () => {
    const input = [{ id: 1 }, { id: 2, fail: true }, { id: 3 }];
    expect(await placesOf(flow, [{ at: 'error' }], input)).toEqual(['after orders/each[1]/post']);
    expect(await placesOf(flow, [{ at: 'error', node: 'orders' }], input)).toEqual(['after orders']);
    const routed = structuredClone(flow);
    routed.nodes.post = { type: 'test.effect', in: 'orders', onError: 'route' };
    expect(await placesOf(routed, [{ at: 'error' }], input)).toEqual(['after orders/each[1]/post']);
  });

  test('of which the engine cannot tell pause the run and say why', async () => {
    const bad = { at: 'before', node: 'post', condition: '$json.gone.field' } as const;
    const run = startFlow(flow, { input: ids(1), ...debug([bad]) });
    expect(await nextPause(run)).toMatchObject({
      reason: 'unclear',
      breakpoint: 'b1',
      message: expect.stringContaining('gone'),
    });
    goOn(run);
    expect((await run.settled()).status).toBe('succeeded');
    const endless = startFlow(flow, {
      input: ids(1),
      ...debug([{ at: 'after', node: 'post', condition: '(() => { for (;;); })()' }]),
    });
    expect(await nextPause(endless)).toMatchObject({ reason: 'unclear', message: expect.any(String) });
    goOn(endless);
    expect((await endless.settled()).status).toBe('succeeded');
  }, 20_000);
});

describe('a pause', () => {
  test('holds what comes next and nothing that is under way, and survives a restart', async () => {
    const world = new World();
    const run = startFlow(flow, { input: ids(2), world, ...debug([{ at: 'before', node: 'post' }]) });
    await nextPause(run);
    expect(run.driver.activity).toEqual({ is: 'idle', until: undefined });
    expect(world.acts).toEqual([]);
    const facts = [...run.driver.services.journal.read('run_1')];
    const again = await resumeFlow(flow, facts, { world });
    expect(await nextPause(again)).toEqual(debugOf(run)?.paused);
    const { ran, pauses } = await stepThrough(again);
    expect(pauses).toHaveLength(2);
    expect(ran.status).toBe('succeeded');
  });

  test('does not count as time the run takes', async () => {
    const timed = { ...flow, settings: { timeout: '1m' } };
    const run = startFlow(timed, { input: ids(1), ...debug([{ at: 'before', node: 'tell' }]) });
    const { at } = (await nextPause(run)) ?? { at: 0 };
    run.driver.debug({ type: 'debug.resumed', at: at + 3_600_000, how: 'continue' });
    expect((await run.settled()).status).toBe('succeeded');
  });

  test('can be asked for, and ended by cancelling', async () => {
    const run = startFlow(flow, { input: ids(2), ...debug([]) });
    run.driver.debug({ type: 'debug.set', at: 0, breakpoints: [], stop: 'asked' });
    expect((await nextPause(run))?.reason).toBe('asked');
    run.driver.cancel();
    expect((await run.settled()).status).toBe('cancelled');
    expect(debugOf(run)?.paused).toBeUndefined();
  });
});

describe('edits while paused', () => {
  test('of input, variables and parameters are facts that a restart keeps', async () => {
    const edited = structuredClone(flow);
    edited.nodes.last = {
      type: 'data.map',
      params: { fields: [{ name: 'sum', value: '{{ $json.n + $vars.extra }}' }] },
    };
    edited.edges = [...(flow.edges ?? []), 'tell -> last'];
    const run = startFlow(edited, {
      input: ids(2),
      vars: { extra: 1 },
      ...debug([{ at: 'before', node: 'post', iteration: 1 }]),
    });
    await nextPause(run);
    const at = run.clock.now();
    run.driver.debug({
      type: 'debug.edited',
      at,
      step: 'orders/each[1]/post',
      input: { in: [{ json: { id: 20, n: 40 } }, { json: { id: 21, n: 42 } }] },
    });
    run.driver.debug({ type: 'debug.edited', at, vars: { extra: 1000 } });
    run.driver.debug({
      type: 'debug.edited',
      at,
      node: 'last',
      params: { fields: [{ name: 'sum', value: '{{ $json.n * 10 + $vars.extra }}' }] },
    });
    const facts = [...run.driver.services.journal.read('run_1')];
    const expected = [1020, 1400, 1420];
    for (const live of [run, await resumeFlow(edited, facts)]) {
      const { ran } = await stepThrough(live);
      expect(ran.outputs.last?.out?.map(({ sum }) => sum)).toEqual(expected);
      expect(ran.effects.filter((effect) => effect.includes('each[1]'))).toEqual([
        'orders/each[1]/post: 20',
        'orders/each[1]/post: 21',
      ]);
      // Killed after any later fact, the change is still there.
      const all = [...live.driver.services.journal.read('run_1')];
      for (let known = facts.length; known < all.length; known += 2) {
        const resumed = await stepThrough(await resumeFlow(edited, all.slice(0, known)));
        expect(resumed.ran.outputs.last?.out?.map(({ sum }) => sum)).toEqual(expected);
      }
    }
  });

  test('reach each port of a node with several, and disabled nodes', async () => {
    const merge: FlowText = {
      nodes: {
        start: { type: 'trigger.manual' },
        join: { type: 'control.merge', params: { mode: 'byPosition' } },
        off: { type: 'data.map', disabled: true },
      },
      edges: ['start -> join:a', 'start -> join:b', 'join -> off'],
    };
    const breakpoints = debug([
      { at: 'before', node: 'join' },
      { at: 'before', node: 'off' },
    ]);
    const run = startFlow(merge, breakpoints);
    await nextPause(run);
    const list = (...jsons: object[]) => jsons.map((json) => ({ json: { ...json } }));
    const input = { a: list({ a: 1 }, { a: 2 }, { a: 3 }), b: list({ b: 1 }, { b: 2 }) };
    run.driver.debug({ type: 'debug.edited', at: 0, step: 'join', input });
    goOn(run);
    await nextPause(run);
    expect(run.driver.state.root.steps[1]?.inputCounts).toEqual({ a: 3, b: 2 });
    const joined = run.driver.state.root.steps[1]?.outputs.get('out')?.list?.toArray();
    expect(joined?.map(({ json }) => json)).toEqual([
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ]);
    const five = { in: list(...ids(5)) };
    run.driver.debug({ type: 'debug.edited', at: 0, step: 'off', input: five });
    const { ran } = await stepThrough(run);
    expect(ran.outputs.off?.out).toEqual(ids(5));
  });
});
