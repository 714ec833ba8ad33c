import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import type { LoopOpened } from './events.ts';
import type { ItemList } from './item-list.ts';
import { collect, iterationError } from './loop-outputs.ts';
import { appendOutput, discard, growingOutput, NO_OUTPUT, type OutputList, outputOf } from './output-list.ts';
import { closeScope, enqueue, openScope, releaseScope, unpark } from './scopes.ts';
import type { Loop, RunState, Scope, Step } from './state.ts';

/** A container starts to go round. */
export function openLoop(state: RunState, step: Step, event: LoopOpened): void {
  const computed = step.loop?.source;
  const source: OutputList =
    event.computed && computed
      ? computed
      : { length: step.input?.length ?? 0, list: step.input, from: 'identity', builder: undefined };
  const kind = step.node.shape.container;
  step.loop = {
    ...notBegun(source),
    batchSize: event.batchSize,
    concurrency: event.concurrency,
    onItemError: event.onItemError,
    max: event.max ?? Number.POSITIVE_INFINITY,
    count: kind === 'forEach' ? Math.ceil(source.length / event.batchSize) : event.none ? 0 : 1,
    done: growingOutput(state.lists),
  };
  if (event.retried) openAgain(state, step, step.loop, event.retried);
  advance(state, step, step.loop);
}

/** A loop that has its source and nothing else: it opens no iteration. */
function notBegun(source: OutputList): Loop {
  return {
    source,
    batchSize: 1,
    concurrency: 0,
    onItemError: 'stop',
    max: 0,
    count: 0,
    next: 0,
    active: new Map(),
    again: undefined,
    ended: 0,
    failed: 0,
    last: Number.POSITIVE_INFINITY,
    failure: undefined,
    done: NO_OUTPUT,
    early: new Map(),
    collected: 0,
    errors: [],
    checking: false,
  };
}

/** A computed list arrives before its loop opens: kept as a loop that has not begun. */
export function addLoopItems(
  state: RunState,
  step: Step,
  items: readonly Item[],
  from: readonly number[],
): void {
  step.loop ??= notBegun(growingOutput(state.lists));
  appendOutput(step.loop.source, items, from, 0);
}

/** A repeat goes round once more. */
export function reopen(state: RunState, step: Step): void {
  const { loop } = step;
  if (!loop) return;
  loop.count = loop.next + 1;
  advance(state, step, loop);
}

/** Gives the iterations that go again their place. */
function openAgain(
  state: RunState,
  step: Step,
  loop: Loop,
  { again, begun }: { again: readonly number[]; begun: number },
): void {
  loop.again = { all: new Set(again), parked: new Set(again), begun };
  for (const index of again) {
    const scope = openIteration(state, step, loop, index);
    if (scope) scope.parked = true;
  }
}

/** Lets as many iterations go as may go at once; puts the container on the agenda when none is left. */
function advance(state: RunState, step: Step, loop: Loop): void {
  for (;;) {
    const parked = loop.again?.parked.size ?? 0;
    if (loop.active.size - parked >= loop.concurrency || !letOneGo(state, step, loop)) break;
  }
  if (loop.active.size === 0) enqueue(state, step);
}

/**
 * The next iteration goes. In a retry first those that are taken over, in the order
 * in which they were opened once, then those that go again, then what had not begun.
 */
function letOneGo(state: RunState, step: Step, loop: Loop): boolean {
  const { again } = loop;
  while (again?.all.has(loop.next)) loop.next++;
  if (again && again.parked.size > 0 && loop.next >= again.begun) {
    const [index] = again.parked;
    const scope = loop.active.get(index ?? -1);
    again.parked.delete(index ?? -1);
    // Where the container itself stands back, its iterations go on with it.
    if (scope && !step.scope.parked) unpark(state, scope);
    return true;
  }
  if (loop.next >= loop.count || loop.next > loop.last) return false;
  const scope = openIteration(state, step, loop, loop.next++);
  // Where nothing stands inside, nothing will end the iteration later.
  if (scope?.open === 0) closeIteration(state, step, loop, scope);
  return scope !== undefined;
}

function openIteration(state: RunState, step: Step, loop: Loop, index: number): Scope | undefined {
  const { inner } = step.node;
  if (!inner) return undefined;
  const scope = openScope(state, inner, step, index, inputOfIteration(step, loop, index));
  loop.active.set(index, scope);
  return scope;
}

function inputOfIteration(step: Step, loop: Loop, index: number): OutputList {
  if (step.node.shape.container !== 'forEach') return { ...loop.source, from: 'identity' };
  const first = index * loop.batchSize;
  return outputOf(loop.source.list?.slice(first, first + loop.batchSize) ?? [], undefined);
}

/** Every node of an iteration has ended, or the iteration failed. */
export function endIteration(state: RunState, scope: Scope): void {
  const step = scope.owner;
  const loop = step?.loop;
  if (!step || !loop?.active.has(scope.index)) return;
  closeIteration(state, step, loop, scope);
  advance(state, step, loop);
}

function closeIteration(state: RunState, step: Step, loop: Loop, scope: Scope): void {
  loop.active.delete(scope.index);
  loop.again?.parked.delete(scope.index);
  scope.closed = true;
  loop.ended++;
  switch (step.node.shape.container) {
    case 'forEach':
      endOfForEach(state, step, loop, scope);
      break;
    case 'repeat':
      if (scope.error) failLoop(state, loop, scope.index, scope.error);
      else {
        const before = loop.source;
        loop.source = collect(state, step, scope);
        loop.checking = loop.last > scope.index;
        if (before.list !== step.input) discard(state, before);
      }
      break;
    case 'try':
      if (scope.error) failLoop(state, loop, scope.index, scope.error);
      loop.done = collect(state, step, scope);
      // In the order of the file, whichever ended first: a retry gives them in the same order.
      for (const inner of scope.steps) {
        if (inner?.status !== 'succeeded' && inner?.status !== 'failed') continue;
        for (const item of inner.caught ?? []) loop.errors.push({ index: 0, item });
      }
      break;
  }
  releaseScope(state, scope, keptOf(step, loop, scope));
}

/** The list of an iteration that the loop still holds. */
function keptOf(step: Step, loop: Loop, scope: Scope): ItemList | undefined {
  switch (step.node.shape.container) {
    case 'forEach':
      return loop.early.get(scope.index)?.list;
    case 'repeat':
      return loop.source.list;
    default:
      return loop.done.list;
  }
}

function endOfForEach(state: RunState, step: Step, loop: Loop, scope: Scope): void {
  let result = NO_OUTPUT;
  if (scope.error) {
    loop.failed++;
    if (loop.onItemError === 'stop') failLoop(state, loop, scope.index, scope.error);
    else if (loop.onItemError === 'collect') {
      loop.errors.push({ index: scope.index, item: iterationError(scope, scope.error) });
    }
  } else result = collect(state, step, scope);

  // Collected in order of iterations, whatever the order in which they end.
  if (scope.index !== loop.collected) {
    loop.early.set(scope.index, result);
    return;
  }
  for (let next: OutputList | undefined = result; next; next = loop.early.get(loop.collected)) {
    loop.early.delete(loop.collected);
    loop.collected++;
    if (loop.collected - 1 <= loop.last && next.length > 0) {
      appendOutput(loop.done, next.list?.toArray() ?? [], next.from as (number | readonly number[])[], 0);
    }
    discard(state, next);
  }
}

/** Iteration `index` ends the loop: later ones are stopped and do not count, earlier ones go on. */
export function endLoopAt(state: RunState, loop: Loop, index: number): void {
  if (index > loop.last) return;
  loop.last = index;
  for (const [at, scope] of loop.active) {
    if (at <= index) continue;
    closeScope(state, scope);
    releaseScope(state, scope, undefined);
    loop.active.delete(at);
    loop.again?.parked.delete(at);
  }
  // A failure that no longer counts is none.
  if (loop.failure && loop.failure.index > index) loop.failure = undefined;
}

function failLoop(state: RunState, loop: Loop, index: number, error: ErrorShape): void {
  if (index > loop.last) return;
  loop.failure = { index, error };
  endLoopAt(state, loop, index);
}
