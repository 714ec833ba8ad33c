import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import { EMPTY_LIST } from './item-list.ts';
import { inputsOfIteration, positionsInScopeInput } from './lineage.ts';
import { appendOutput, growingOutput, NO_OUTPUT, type OutputList } from './output-list.ts';
import { outputOn } from './scopes.ts';
import type { Loop, RunState, Scope, Step } from './state.ts';

/** Items handled at once where a list may be long. */
const CHUNK = 1000;

/** What an iteration hands to `collect`, its lineage in terms of the container's input. */
export function collect(state: RunState, step: Step, scope: Scope): OutputList {
  const exit = scope.graph.exit;
  if (exit.length === 0) return NO_OUTPUT;
  // What a step of the scope gave is handed on; the scope's input belongs to somebody outside.
  const only = exit.length === 1 && exit[0]?.from ? outputOn(scope, exit[0]) : undefined;
  if (exit.length === 1 && exit[0]?.from && !only) return NO_OUTPUT;
  // One item in, so whatever came out came from it: no tracing in the most common loop.
  if (scope.input.length === 1) {
    const from = inputsOfIteration(step, scope, 0);
    const source = from.length === 1 ? (from[0] as number) : from;
    if (only)
      return {
        length: only.length,
        list: only.list,
        from: new Array(only.length).fill(source),
        builder: only.builder,
      };
  }
  const result = growingOutput(state.lists);
  for (const edge of exit) {
    const output = outputOn(scope, edge);
    const list = output?.list;
    if (!output || !list) continue;
    const maker = edge.from ? scope.steps[edge.from.index] : undefined;
    for (let start = 0; start < output.length; start += CHUNK) {
      const items = list.slice(start, start + CHUNK);
      const from = items.map((_, k) => {
        const positions = positionsInScopeInput({ step: maker, scope, output, index: start + k });
        return [...new Set(positions.flatMap((at) => inputsOfIteration(step, scope, at)))];
      });
      appendOutput(result, items, from, 0);
    }
  }
  return result;
}

/** What leaves by the error port for an iteration that failed. */
export function iterationError(scope: Scope, error: ErrorShape): Item {
  const items = scope.input.list?.toArray() ?? [];
  const [first] = items;
  return {
    json: {
      error,
      item: first?.json ?? null,
      ...(items.length > 1 ? { items: items.map((item) => item.json) } : {}),
      iteration: scope.index,
    },
    ...(first?.binary ? { binary: first.binary } : {}),
  };
}

/** What a container that has ended gives. */
export function loopOutputs(state: RunState, step: Step, loop: Loop): Map<string, OutputList> {
  const outputs = new Map<string, OutputList>();
  const done = step.node.shape.container === 'repeat' ? loop.source : loop.done;
  // A repeat that did not go round gives its input, which is not its own to give away.
  const own = done.list === step.input ? copyOf(state, done) : done;
  step.scope.grown = true;
  outputs.set('done', { ...own, list: own.list ?? EMPTY_LIST });
  const errors = loop.errors.filter((entry) => entry.index <= loop.last).sort((a, b) => a.index - b.index);
  if (step.node.shape.outputs.includes('error')) {
    const output = growingOutput(state.lists);
    for (const { index, item } of errors) {
      const first = index * loop.batchSize;
      appendOutput(output, [item], step.node.shape.container === 'forEach' ? [first] : 'all', 0);
    }
    outputs.set('error', output);
  }
  return outputs;
}

function copyOf(state: RunState, output: OutputList): OutputList {
  const copy = growingOutput(state.lists);
  for (let start = 0; start < output.length; start += CHUNK) {
    copy.builder?.append(output.list?.slice(start, start + CHUNK) ?? []);
  }
  return { ...copy, length: output.length, from: output.from };
}
