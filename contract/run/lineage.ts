import type { GraphNode } from '#contract/flow';
import { type OutputList, sourcesOf } from './output-list.ts';
import { outputOn } from './scopes.ts';
import type { Scope, Step } from './state.ts';

/** An item on its way: output `index` of a step's port, or of an iteration's input. */
export interface Origin {
  /** Undefined: item `index` of the scope's own input. */
  step: Step | undefined;
  scope: Scope;
  output: OutputList;
  index: number;
}

/** Where input item `index` of a step (begun or about to begin) came from. */
export function originOfInput(step: Pick<Step, 'node' | 'scope'>, index: number): Origin | undefined {
  let rest = index;
  for (const edge of step.node.incoming) {
    const output = outputOn(step.scope, edge);
    if (!output) continue;
    if (rest < output.length) {
      const source = edge.from ? step.scope.steps[edge.from.index] : undefined;
      return { step: source, scope: step.scope, output, index: rest };
    }
    rest -= output.length;
  }
  return undefined;
}

/** The items one step further up: the inputs of the step that made it, or of the container around it. */
export function parentsOf(origin: Origin): Origin[] {
  const { step, scope, output, index } = origin;
  const parents: Origin[] = [];
  const add = (child: Step, input: number): void => {
    const parent = originOfInput(child, input);
    if (parent) parents.push(parent);
  };
  if (step) {
    for (const input of sourcesOf(output, index, inputLength(step))) add(step, input);
  } else if (scope.owner) {
    for (const input of inputsOfIteration(scope.owner, scope, index)) add(scope.owner, input);
  }
  return parents;
}

/** Which inputs of the container step the item `index` of an iteration's input came from. */
export function inputsOfIteration(owner: Step, scope: Scope, index: number): readonly number[] {
  const loop = owner.loop;
  if (!loop) return [];
  const first = owner.node.shape.container === 'forEach' ? scope.index * loop.batchSize : 0;
  return sourcesOf(loop.source, first + index, inputLength(owner));
}

/** Follows an item up to its scope's own input; the positions there, ascending. */
export function positionsInScopeInput(origin: Origin): number[] {
  const found = new Set<number>();
  const queue = [origin];
  for (let at = queue.pop(); at; at = queue.pop()) {
    if (!at.step) found.add(at.index);
    else {
      for (const input of sourcesOf(at.output, at.index, inputLength(at.step))) {
        const parent = originOfInput(at.step, input);
        if (parent) queue.push(parent);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The outputs of `target` that input item `index` of a step descends from. */
export function ancestorsIn(
  step: Pick<Step, 'node' | 'scope'>,
  index: number,
  target: GraphNode,
): { found: Origin[]; brokeAt: Step | undefined } {
  const found: Origin[] = [];
  let brokeAt: Step | undefined;
  const start = originOfInput(step, index);
  const queue = start ? [start] : [];
  const seen = new Map<OutputList, Set<number>>();
  for (let at = queue.pop(); at; at = queue.pop()) {
    const indexes = seen.get(at.output) ?? new Set();
    if (indexes.has(at.index)) continue;
    seen.set(at.output, indexes.add(at.index));
    if (at.step?.node === target) {
      found.push(at);
      continue;
    }
    const parents = parentsOf(at);
    if (parents.length === 0) brokeAt = at.step ?? brokeAt;
    queue.push(...parents);
  }
  return { found, brokeAt };
}

function inputLength(step: Step): number {
  let length = 0;
  for (const port in step.inputCounts) length += step.inputCounts[port] as number;
  return length;
}
