import type { Inputs } from '#contract/node';
import { editedAt, outputOn } from '#contract/run';
import type { StepRun } from './step-run.ts';

/** A step's input items by port, every declared port included. */
export function wholeInputs(run: StepRun): Inputs {
  const { graph } = run.compiled;
  const edited = editedAt(run.host.state, run.key);
  if (edited)
    return Object.fromEntries(Object.entries(edited.ports).map(([port, list]) => [port, list.toArray()]));
  const inputs: Record<string, ReturnType<typeof run.input.toArray>> = {};
  for (const port of graph.shape.inputs) inputs[port] = [];
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
