import type { Item } from '#contract/node';
import type { RunState } from '#contract/run';

/** Items by node id and port. */
export type RunOutputs = Record<string, Record<string, readonly Item[]>>;

/**
 * What a run has given so far: the items of the flow's nodes without outgoing
 * edges. Nodes that did not run are left out; of those that did, every port is
 * there, be it empty.
 */
export function runOutputs(state: RunState): RunOutputs {
  const outputs: RunOutputs = {};
  for (const node of state.graph.root.nodes) {
    const step = state.root.steps[node.index];
    if (node.outgoing.length > 0 || step?.status !== 'succeeded') continue;
    const ports: Record<string, readonly Item[]> = {};
    for (const port of node.shape.outputs) ports[port] = step.outputs.get(port)?.list?.toArray() ?? [];
    outputs[node.id] = ports;
  }
  return outputs;
}

/** The result of a called flow: what its last nodes gave, error ports left out, in file order. */
export function finalItems(state: RunState): Item[] {
  const items: Item[] = [];
  for (const ports of Object.values(runOutputs(state))) {
    for (const [port, list] of Object.entries(ports)) {
      if (port === 'error') continue;
      for (const item of list) items.push(item);
    }
  }
  return items;
}
