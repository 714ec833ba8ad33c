import { buildGraph, type FlowGraph, type NodeShape, parseFlow } from '#contract/flow';
import type { RunEvent } from '#contract/run';

const STEP: NodeShape = { inputs: ['main'], outputs: ['main', 'error'], trigger: false, runOnEmpty: false };
const SHAPES: Readonly<Record<string, NodeShape>> = {
  trigger: { inputs: [], outputs: ['main'], trigger: true, runOnEmpty: false },
  step: STEP,
  forEach: { ...STEP, outputs: ['done', 'error'], container: 'forEach' },
  try: { ...STEP, outputs: ['done', 'error'], container: 'try' },
};

type Nodes = Record<string, { type: string; in?: string; concurrency?: number }>;

/** A graph of nodes of the types `trigger`, `step`, `forEach` and `try`, for tests. */
export function graphOf(nodes: Nodes, edges: readonly string[]): FlowGraph {
  const { flow } = parseFlow(JSON.stringify({ flowbench: 1, id: 'flw', name: 'Test', nodes, edges }));
  if (!flow) throw new Error('the test flow is broken');
  const shapes = Object.entries(nodes).map(([id, { type }]) => [id, SHAPES[type] ?? STEP] as const);
  return buildGraph(flow, new Map(shapes)).graph;
}

/** start → orders (for each: check → post, post:error → tell) → end. */
export const ORDERS = graphOf(
  {
    start: { type: 'trigger' },
    orders: { type: 'forEach' },
    check: { type: 'step', in: 'orders' },
    post: { type: 'step', in: 'orders' },
    tell: { type: 'step', in: 'orders' },
    end: { type: 'step' },
  },
  [
    'start -> orders',
    'orders:each -> check',
    'check -> post',
    'post -> orders:collect',
    'post:error -> tell',
    'orders:done -> end',
  ],
);

/** The first fact of a run. */
export function started(at: number): RunEvent {
  return {
    type: 'run.started',
    at,
    run: 'run_1',
    flow: { id: 'flw', name: 'Test', hash: 'h' },
    trigger: 'start',
    seed: 's',
    vars: {},
    trust: false,
  };
}

/** Facts up to and with the opening of `orders`. */
export function untilOpen(items: number, concurrency: number, onItemError: 'stop' | 'collect'): RunEvent[] {
  const list = Array.from({ length: items }, (_, nr) => ({ json: { nr } }));
  return [
    started(1000),
    { type: 'step.succeeded', at: 1001, step: 'start', ms: 1, out: { main: { items: list } } },
    { type: 'step.started', at: 1001, step: 'orders' },
    { type: 'loop.opened', at: 1002, step: 'orders', batchSize: 1, concurrency, onItemError },
  ];
}

export const REFUSED = { kind: 'step', code: 'HTTP_409', message: 'refused', retryable: false } as const;
