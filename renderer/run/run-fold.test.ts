import { expect, test } from 'vitest';
import type { Flow, NodeShape } from '#contract/flow';
import type { RunEvent } from '#contract/run';
import { RunFold } from './run-fold.ts';

const shape = (more: Partial<NodeShape> = {}): NodeShape => ({
  inputs: ['in'],
  outputs: ['out'],
  trigger: false,
  runOnEmpty: false,
  ...more,
});
const flow: Flow = {
  flowbench: 1,
  id: 'f',
  name: 'F',
  nodes: {
    start: { type: 'trigger.manual' },
    test: { type: 'control.if' },
    loop: { type: 'control.forEach' },
    work: { type: 'data.map', in: 'loop' },
    never: { type: 'data.map' },
  },
  edges: [
    'start -> test',
    'test:true -> loop',
    'test:false -> never',
    'loop:each -> work',
    'work -> loop:collect',
  ],
};
const shapes = {
  start: shape({ inputs: [], trigger: true }),
  test: shape({ outputs: ['true', 'false'] }),
  loop: shape({ outputs: ['done', 'error'], container: 'forEach' }),
  work: shape(),
  never: shape(),
};
const items = (count: number) => Array.from({ length: count }, (_, k) => ({ json: { k } }));
const begin: RunEvent[] = [
  {
    type: 'run.started',
    at: 0,
    run: 'r',
    flow: { id: 'f', name: 'F', hash: '' },
    trigger: 'start',
    seed: '',
    vars: {},
    trust: false,
  },
  { type: 'step.succeeded', at: 1, step: 'start', ms: 1, out: { out: { items: items(2) } } },
  { type: 'step.succeeded', at: 3, step: 'test', ms: 2, out: { true: { pick: [0, 1] } } },
  { type: 'step.started', at: 4, step: 'loop' },
  { type: 'loop.opened', at: 4, step: 'loop', batchSize: 1, concurrency: 1, onItemError: 'stop' },
];
const iteration = (index: number): RunEvent => ({
  type: 'step.succeeded',
  at: 5 + index,
  step: `loop/each[${index}]/work`,
  ms: 1,
  out: { out: { items: items(1) } },
});

test('counts per port, progress of loops, and what is still to come', () => {
  const fold = new RunFold(flow, shapes);
  for (const event of begin) fold.add(event);
  expect(fold.nodeRun('test')).toMatchObject({ state: 'done', itemsIn: 2, out: { true: 2 }, ms: 2 });
  expect(fold.nodeRun('never').state).toBe('later');
  expect(fold.nodeRun('loop')).toMatchObject({ state: 'running', loop: { count: 2, ended: 0 } });

  // A step inside changes the picture of its container too, and of nothing else.
  expect([...new Set(fold.add(iteration(0)))].sort()).toEqual(['loop', 'work']);
  expect(fold.nodeRun('loop')).toMatchObject({ loop: { ended: 1, collected: 1 } });
  expect(fold.nodeRun('work')).toMatchObject({ state: 'done', steps: 1, itemsIn: 1, out: { out: 1 } });

  fold.add(iteration(1));
  fold.add({ type: 'step.succeeded', at: 8, step: 'loop', ms: 4 });
  fold.add({ type: 'step.skipped', step: 'never' });
  fold.add({ type: 'run.finished', at: 9, status: 'succeeded' });
  expect(fold.nodeRun('work')).toMatchObject({ steps: 2, out: { out: 2 } });
  expect(fold.nodeRun('loop')).toMatchObject({ state: 'done', out: { each: 2, done: 2 } });
  expect(fold.nodeRun('never').state).toBe('skipped');
});

test('a step that goes on counts what its checkpoints have told, once', () => {
  const fold = new RunFold(flow, shapes);
  for (const event of begin.slice(0, 2)) fold.add(event);
  fold.add({ type: 'step.started', at: 2, step: 'test' });
  fold.add({ type: 'step.checkpoint', step: 'test', from: 0, count: 1, out: { true: { pick: [0] } } });
  expect(fold.nodeRun('test')).toMatchObject({ state: 'running', settled: 1, out: { true: 1 } });
  fold.add({ type: 'step.checkpoint', step: 'test', from: 1, count: 1, out: { false: { pick: [1] } } });
  fold.add({ type: 'step.succeeded', at: 5, step: 'test', ms: 3 });
  expect(fold.nodeRun('test')).toMatchObject({ state: 'done', out: { true: 1, false: 1 } });
});

test('retries make a warning, failures stay red, a cancelled run leaves nothing running', () => {
  const error = { kind: 'step', code: 'X', message: 'no', retryable: true } as const;
  const failed = new RunFold(flow, shapes);
  for (const event of begin.slice(0, 2)) failed.add(event);
  failed.add({ type: 'step.started', at: 2, step: 'test' });
  failed.add({ type: 'step.retrying', at: 3, step: 'test', attempt: 1, error, retryAt: 4 });
  expect(failed.nodeRun('test')).toMatchObject({ state: 'running', retries: 1 });
  failed.add({ type: 'step.failed', at: 5, step: 'test', ms: 3, error });
  expect(failed.nodeRun('test')).toMatchObject({ state: 'failed', error: { message: 'no' } });

  const cancelled = new RunFold(flow, shapes);
  for (const event of begin) cancelled.add(event);
  cancelled.add({ type: 'run.finished', at: 9, status: 'cancelled' });
  expect(cancelled.nodeRun('loop').state).toBe('cancelled');
});
