import type { Item } from '#contract/node';
import type { ExpressionEnv } from './env.ts';
import type { NodeOutputs } from './index.ts';

/** Surroundings for tests and benchmarks: a quiet summer morning in Berlin. */
export function testEnv(changes: Partial<ExpressionEnv> = {}): ExpressionEnv {
  return {
    run: { id: 'run-1', startedAt: Date.UTC(2026, 6, 5, 9) },
    flow: { id: 'flow-1', name: 'Orders' },
    vars: { country: 'DE' },
    now: Date.UTC(2026, 6, 5, 10),
    timezone: 'Europe/Berlin',
    seed: 'seed',
    iteration: undefined,
    links: {},
    input: () => [],
    node: () => undefined,
    ...changes,
  };
}

/** A node whose items are paired one to one with the step's input. */
export function testNode(items: readonly Item[], ran = true): NodeOutputs {
  return { ran, all: () => items, paired: (index) => items[index] as Item };
}

/** Items with these data. */
export function testItems(...jsons: Record<string, unknown>[]): Item[] {
  return jsons.map((json) => ({ json }));
}
