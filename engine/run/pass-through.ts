import { type PortOutputs, portInput } from '#contract/run';
import { breathe } from './perform/breathe.ts';
import { CHUNK, type StepRun } from './perform/step-run.ts';

/** How many items a disabled node hands from its first input port to its first output port. */
export function passedThrough(run: StepRun): number {
  const { mainPort, graph } = run.compiled;
  if (mainPort === undefined) return 0;
  const [first = ''] = graph.shape.inputs;
  return portInput(run.host.state, run.scope, graph, first).length;
}

/** What a disabled node gives; only for lists of at most one chunk. */
export function passAtOnce(run: StepRun, count: number): PortOutputs {
  const { mainPort } = run.compiled;
  return mainPort === undefined || count === 0 ? {} : { [mainPort]: { pick: positions(0, count) } };
}

/** The same for long lists, told chunk by chunk. */
export async function passInChunks(run: StepRun, count: number): Promise<{ out: PortOutputs }> {
  const port = run.compiled.mainPort ?? 'out';
  // The first port's items come first in the input, so positions in it are positions among them.
  for (let from = run.step.settled; from < count; from += CHUNK) {
    const length = Math.min(CHUNK, count - from);
    const out = { [port]: { pick: positions(from, length) } };
    run.emit({ type: 'step.checkpoint', step: run.key, from, count: length, out });
    await breathe();
  }
  return { out: {} };
}

function positions(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}
