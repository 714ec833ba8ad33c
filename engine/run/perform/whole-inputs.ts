import type { Inputs } from '#contract/node';
import { isEdited, outputOn, portInput } from '#contract/run';
import type { StepRun } from './step-run.ts';

/** A step's input items by port, every declared port included. */
export function wholeInputs(run: StepRun): Inputs {
  const { graph } = run.compiled;
  const inputs: Record<string, ReturnType<typeof run.input.toArray>> = {};
  for (const port of graph.shape.inputs) inputs[port] = [];
  if (isEdited(run.host.state, run.scope, graph)) {
    for (const port in inputs) inputs[port] = portInput(run.host.state, run.scope, graph, port).toArray();
    return inputs;
  }
  let offset = 0;
  for (const edge of graph.incoming) {
    const length = outputOn(run.scope, edge)?.length ?? 0;
    const items = run.input.slice(offset, offset + length);
    const before = inputs[edge.toPort] ?? [];
    inputs[edge.toPort] = before.length === 0 ? items : [...before, ...items];
    offset += length;
  }
  return inputs;
}
