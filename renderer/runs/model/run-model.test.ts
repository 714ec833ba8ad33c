import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply, memoryLists, newRunState, type RunEvent } from '#contract/run';
import { graphOf, ORDERS, REFUSED, started, untilOpen } from './fixture.ts';
import { STEP } from './loop-track.ts';
import { OUTCOME } from './outcome.ts';
import { RunModel } from './run-model.ts';
import { FAILED_ATTEMPT, RETRY_DELAY, type Segment, WAIT, WORK } from './segments.ts';

type Fate = 'done' | 'retried' | 'failed' | 'handled' | 'skipped';

const item = { json: {} };

/** The facts of one iteration of `orders`, without their times. */
function iterationFacts(index: number, fate: Fate): ((at: number) => RunEvent)[] {
  const key = (node: string) => `orders/each[${index}]/${node}`;
  const gives = (node: string, port: string) => (at: number) =>
    ({
      type: 'step.succeeded',
      at,
      step: key(node),
      ms: 1,
      out: {
        [port]: {
          items: [port === 'error' ? { json: { error: { ...REFUSED } } } : item],
          from: 'all' as const,
        },
      },
    }) satisfies RunEvent;
  const begin = (at: number): RunEvent => ({ type: 'step.started', at, step: key('post') });
  const skipTell = (): RunEvent => ({ type: 'step.skipped', step: key('tell') });
  switch (fate) {
    case 'done':
      return [gives('check', 'main'), begin, gives('post', 'main'), skipTell];
    case 'retried':
      return [
        gives('check', 'main'),
        begin,
        (at) => ({
          type: 'step.retrying',
          at,
          step: key('post'),
          attempt: 1,
          error: REFUSED,
          retryAt: at + 1,
        }),
        gives('post', 'main'),
        skipTell,
      ];
    case 'handled':
      return [gives('check', 'main'), begin, gives('post', 'error'), gives('tell', 'main')];
    case 'skipped':
      return [(at) => ({ type: 'step.succeeded', at, step: key('check'), ms: 1, end: 'next' })];
    case 'failed':
      return [
        gives('check', 'main'),
        begin,
        (at) => ({
          type: 'step.failed',
          at,
          step: key('post'),
          ms: 1,
          error: { ...REFUSED, step: key('post') },
        }),
      ];
  }
}

/** A journal in which iterations go on at once, in an order that `picks` decides. */
function journalOf(fates: readonly Fate[], concurrency: number, picks: readonly number[]): RunEvent[] {
  const events = untilOpen(fates.length, concurrency, 'collect');
  let at = 1002;
  let next = 0;
  let pick = 0;
  const going: ((at: number) => RunEvent)[][] = [];
  while (next < fates.length || going.length > 0) {
    while (going.length < concurrency && next < fates.length) {
      going.push(iterationFacts(next, fates[next] ?? 'done'));
      next++;
    }
    const chosen = (picks[pick++ % picks.length] ?? 0) % going.length;
    const fact = going[chosen]?.shift();
    if (fact) events.push(fact(++at));
    if (going[chosen]?.length === 0) going.splice(chosen, 1);
  }
  return events;
}

function modelOf(events: readonly RunEvent[], graph = ORDERS): RunModel {
  const model = new RunModel(graph);
  for (const [nr, event] of events.entries()) model.add(event, nr + 1);
  return model;
}

function segmentsOf(model: RunModel, node: string): Segment[] {
  const segments = model.nodes.get(node)?.segments;
  return Array.from({ length: segments?.length ?? 0 }, (_, index) => segments?.at(index) as Segment);
}

test('iterations end as the run itself says, whatever goes on at once', () => {
  const fate = fc.constantFrom<Fate>('done', 'retried', 'failed', 'handled', 'skipped');
  fc.assert(
    fc.property(
      fc.array(fate, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 50 }),
      (fates, concurrency, picks) => {
        const events = journalOf(fates, concurrency, picks);
        const model = modelOf(events);
        const state = newRunState({
          graph: ORDERS,
          lists: memoryLists,
          retain: 'all',
          parallelBranches: false,
        });
        for (const event of events) apply(state, event);
        const run = state.root.steps.find((step) => step?.key === 'orders')?.loop;
        const loop = model.loops.get('orders');
        expect(run?.ended).toBe(fates.length);
        expect(loop?.counts[OUTCOME.failed]).toBe(run?.failed);
        expect(fates.map((_, index) => loop?.outcome(index))).toEqual(fates.map((fate) => OUTCOME[fate]));
        const [group] = model.errors.all();
        const bad = fates.flatMap((fate, index) => (fate === 'failed' || fate === 'handled' ? [index] : []));
        expect([...(group?.iterations.get('orders') ?? [])].sort((a, b) => a - b)).toEqual(bad);
        // No two steps of a node share a lane at one time.
        expect(model.nodes.get('post')?.lanes.count ?? 0).toBeLessThanOrEqual(concurrency);
      },
    ),
  );
});

test('a step is split into work, waiting, retry delay and failed attempts', () => {
  const graph = graphOf({ start: { type: 'trigger' }, ask: { type: 'step' } }, ['start -> ask']);
  const model = modelOf(
    [
      started(0),
      { type: 'step.succeeded', at: 1, step: 'start', ms: 1, out: { main: { items: [item] } } },
      { type: 'step.started', at: 10, step: 'ask' },
      { type: 'step.retrying', at: 30, step: 'ask', attempt: 1, error: REFUSED, retryAt: 80 },
      { type: 'step.waiting', at: 100, step: 'ask', wait: { for: 'approval' } },
      { type: 'step.resumed', at: 160, step: 'ask', answer: { by: 'approval', approved: true } },
      { type: 'step.succeeded', at: 200, step: 'ask', ms: 190 },
    ],
    graph,
  );
  const drawn = segmentsOf(model, 'ask').map(({ kind, begin, end }) => [kind, begin, end]);
  expect(drawn.sort((a, b) => (a[1] ?? 0) - (b[1] ?? 0) || (a[0] ?? 0) - (b[0] ?? 0))).toEqual([
    [WORK, 10, 30],
    [RETRY_DELAY, 30, 80],
    [FAILED_ATTEMPT, 30, 30],
    [WORK, 80, 100],
    [WAIT, 100, 160],
    [WORK, 160, 200],
  ]);
  expect(model.nodes.get('ask')?.retryCodes).toEqual(new Map([['HTTP_409', 1]]));
});

test('while a step waits it can be answered, and its iteration is seen to wait', () => {
  const model = modelOf(untilOpen(1, 1, 'stop'));
  const step = 'orders/each[0]/check';
  model.add({ type: 'step.started', at: 1010, step }, model.seq + 1);
  model.add({ type: 'step.waiting', at: 1020, step, wait: { for: 'decision' } }, model.seq + 1);
  expect(model.open.get(step)?.wait).toEqual({ wait: { for: 'decision' }, since: 1020 });
  expect(model.loops.get('orders')?.outcome(0)).toBe(OUTCOME.waiting);
  model.add(
    { type: 'step.resumed', at: 1030, step, answer: { by: 'decision', decision: 'retry' } },
    model.seq + 1,
  );
  expect(model.open.get(step)?.wait).toBeUndefined();
  expect(model.loops.get('orders')?.outcome(0)).toBe(OUTCOME.running);
});

test('a loop that fails stops what still goes on in it', () => {
  const model = modelOf([
    ...untilOpen(2, 2, 'stop'),
    { type: 'step.started', at: 1010, step: 'orders/each[0]/check' },
    { type: 'step.started', at: 1011, step: 'orders/each[1]/check' },
    { type: 'step.failed', at: 1020, step: 'orders/each[0]/check', ms: 10, error: REFUSED },
    {
      type: 'step.failed',
      at: 1021,
      step: 'orders',
      ms: 20,
      error: { ...REFUSED, step: 'orders/each[0]/check' },
    },
    { type: 'run.finished', at: 1022, status: 'failed', error: REFUSED },
  ]);
  const loop = model.loops.get('orders');
  expect([loop?.outcome(0), loop?.outcome(1)]).toEqual([OUTCOME.failed, OUTCOME.cancelled]);
  expect(loop?.step(1, 0).status).toBe(STEP.cancelled);
  expect(model.open.size).toBe(0);
  // What the loop only passes on is not a second failure.
  expect(model.errors.all()[0]?.count).toBe(1);
});

test('a retry inside of an inner loop marks the outer iteration too', () => {
  const graph = graphOf(
    {
      start: { type: 'trigger' },
      outer: { type: 'forEach' },
      inner: { type: 'forEach', in: 'outer' },
      ask: { type: 'step', in: 'inner' },
    },
    ['start -> outer', 'outer:each -> inner', 'inner:each -> ask'],
  );
  const open = (at: number, step: string): RunEvent[] => [
    { type: 'step.started', at, step },
    { type: 'loop.opened', at, step, batchSize: 1, concurrency: 1, onItemError: 'stop' },
  ];
  const step = 'outer/each[0]/inner/each[0]/ask';
  const model = modelOf(
    [
      started(0),
      { type: 'step.succeeded', at: 1, step: 'start', ms: 1, out: { main: { items: [item] } } },
      ...open(2, 'outer'),
      ...open(3, 'outer/each[0]/inner'),
      { type: 'step.started', at: 4, step },
      { type: 'step.retrying', at: 5, step, attempt: 1, error: REFUSED, retryAt: 6 },
      { type: 'step.succeeded', at: 7, step, ms: 3, out: { main: { items: [item] } } },
      { type: 'step.succeeded', at: 8, step: 'outer/each[0]/inner', ms: 5 },
      { type: 'step.succeeded', at: 9, step: 'outer', ms: 7 },
    ],
    graph,
  );
  expect(model.loops.get('outer')?.outcome(0)).toBe(OUTCOME.retried);
  expect(model.loopsOf('inner').map((loop) => [loop.owner, loop.around?.index, loop.outcome(0)])).toEqual([
    ['outer/each[0]/inner', 0, OUTCOME.retried],
  ]);
});

test('after a crash a loop that starts over forgets what it had gone through', () => {
  const model = modelOf([
    ...untilOpen(2, 1, 'stop'),
    { type: 'step.started', at: 1010, step: 'orders/each[0]/check' },
    { type: 'run.resumed', at: 9000 },
    { type: 'step.started', at: 9001, step: 'orders' },
  ]);
  expect(model.loops.get('orders')?.length).toBe(0);
  // The time in which the engine was away is not work.
  const worked = segmentsOf(model, 'orders').map(({ begin, end }) => end - begin);
  expect(Math.max(...worked)).toBeLessThan(100);
});

test('what a retry takes over keeps its own times', () => {
  const taken = journalOf(['done', 'handled'], 1, [0]).slice(1);
  const first = taken.reduce((most, event) => ('at' in event ? Math.max(most, event.at) : most), 0);
  const model = modelOf([
    started(first + 60_000),
    ...taken,
    { type: 'step.succeeded', at: first + 1, step: 'orders', ms: 20 },
    { type: 'step.started', at: first + 60_005, step: 'end' },
    { type: 'step.succeeded', at: first + 60_010, step: 'end', ms: 5 },
  ]);
  const loop = model.loops.get('orders');
  const { begin, end = 0 } = loop?.iteration(0) ?? { begin: 0 };
  expect(end - begin).toBeLessThan(1000);
  const takenOver = ['orders', 'post', 'end'].map((id) => {
    const track = model.nodes.get(id);
    return track && model.isTakenOver(track);
  });
  expect(takenOver).toEqual([true, true, false]);
});

test('what a try catches inside of a loop is seen on the loop', () => {
  const graph = graphOf(
    {
      start: { type: 'trigger' },
      each: { type: 'forEach' },
      guard: { type: 'try', in: 'each' },
      post: { type: 'step', in: 'guard' },
    },
    ['start -> each', 'each:each -> guard', 'guard:each -> post', 'guard:done -> each:collect'],
  );
  const step = 'each/each[0]/guard/each[0]/post';
  const open = { batchSize: 1, concurrency: 1, onItemError: 'stop' } as const;
  const model = modelOf(
    [
      started(0),
      { type: 'step.succeeded', at: 1, step: 'start', ms: 1, out: { main: { items: [item] } } },
      { type: 'step.started', at: 2, step: 'each' },
      { type: 'loop.opened', at: 2, step: 'each', ...open },
      { type: 'step.started', at: 3, step: 'each/each[0]/guard' },
      { type: 'loop.opened', at: 3, step: 'each/each[0]/guard', ...open },
      { type: 'step.failed', at: 5, step, ms: 1, error: REFUSED, caught: [item] },
      { type: 'step.succeeded', at: 6, step: 'each/each[0]/guard', ms: 3 },
      { type: 'step.succeeded', at: 7, step: 'each', ms: 5 },
    ],
    graph,
  );
  expect(model.loops.get('each')?.outcome(0)).toBe(OUTCOME.handled);
  expect(model.errors.all()[0]?.iterations.get('each')).toEqual([0]);
});
