import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apply, memoryLists, newRunState, type RunEvent } from '#contract/run';
import { compile, resumeFlow } from './harness.ts';

const folder = join(import.meta.dirname, '../fixtures/histories');

interface History {
  flow: Parameters<typeof compile>[0];
  status: string;
  /** As `runOutputs` gave them. */
  outputs: Record<string, Record<string, { json: unknown }[]>>;
  facts: RunEvent[];
}

/** Journals written by earlier releases: what they say must not change. */
describe.each(readdirSync(folder))('%s', (file) => {
  const history = JSON.parse(readFileSync(join(folder, file), 'utf8')) as History;
  const expected = withoutEmptyPorts(history.outputs);

  test('adds up to the same outputs', () => {
    const { graph } = compile(history.flow);
    const state = newRunState({ graph, lists: memoryLists, retain: 'all', parallelBranches: false });
    for (const fact of history.facts) apply(state, fact);
    const outputs: Record<string, Record<string, unknown[]>> = {};
    for (const node of graph.root.nodes) {
      const step = state.root.steps[node.index];
      if (node.outgoing.length > 0 || step?.status !== 'succeeded') continue;
      outputs[node.id] = {};
      for (const [port, { list }] of step.outputs) {
        if (list && list.length > 0)
          Object.assign(outputs[node.id] ?? {}, { [port]: list.toArray().map(({ json }) => json) });
      }
    }
    expect(state.status).toBe(history.status);
    expect(outputs).toEqual(expected);
  });

  test.each([0.3, 0.6, 0.9])('goes on from %d of its facts', async (share) => {
    const told = history.facts.slice(0, Math.max(2, Math.floor(history.facts.length * share)));
    const [start] = history.facts;
    const id = start?.type === 'run.started' ? start.run : '';
    const run = await resumeFlow(history.flow, told, { id });
    const { status, outputs } = await run.settled();
    expect(status).toBe(history.status);
    expect(outputs).toEqual(expected);
  });
});

function withoutEmptyPorts(outputs: History['outputs']): Record<string, Record<string, unknown[]>> {
  const entries = Object.entries(outputs).map(([node, ports]) => {
    const filled = Object.entries(ports).filter(([, items]) => items.length > 0);
    return [node, Object.fromEntries(filled.map(([port, items]) => [port, items.map(({ json }) => json)]))];
  });
  return Object.fromEntries(entries);
}
