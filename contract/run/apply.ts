import type { ErrorShape } from '#contract/error';
import type { GraphNode } from '#contract/flow';
import type { Item } from '#contract/node';
import { applyDebug, inputOf, isEdited, noteEnd, portInput } from './debug.ts';
import type { DebugFact } from './debug-events.ts';
import type { PortOutputs, RunEvent, RunStarted } from './events.ts';
import type { ItemList } from './item-list.ts';
import { addLoopItems, endIteration, endLoopAt, loopOutputs, openLoop, reopen } from './loops.ts';
import { discard, NO_OUTPUT } from './output-list.ts';
import {
  AGENDA_LIMIT,
  closeScope,
  enqueue,
  openScope,
  openScopes,
  outputOn,
  scopeAt,
  settleEdge,
} from './scopes.ts';
import type { NodeTotals, RunState, Scope, Step } from './state.ts';
import { addOutputs, catchItems, checkpoint } from './step-outputs.ts';

/** In `retries` and `begun`: the step as a whole rather than one of its items. */
export const WHOLE_STEP = -1;

/** A node in one scope: where a step is. */
export interface StepPlace {
  scope: Scope;
  node: GraphNode;
}

/** A run of which nothing has been told yet. */
export function newRunState(
  about: Pick<RunState, 'graph' | 'lists' | 'retain' | 'parallelBranches'> &
    Partial<Pick<RunState, 'keepsIterations'>>,
): RunState {
  const state: RunState = {
    keepsIterations: false,
    ...about,
    start: undefined,
    status: 'running',
    error: undefined,
    finishedAt: undefined,
    response: undefined,
    seq: 0,
    root: undefined as unknown as Scope,
    agenda: { entries: [], head: 0, limit: AGENDA_LIMIT },
    abandoned: [],
    discarded: [],
    debug: undefined,
    totals: new Map(),
  };
  state.root = openScope(
    state,
    { container: undefined, nodes: [], entry: [], exit: [] },
    undefined,
    0,
    NO_OUTPUT,
  );
  return state;
}

/**
 * Adds one fact to what is known of a run. The only place where run state
 * changes: live runs, resumed runs, the window and time travel all fold through
 * here, so they cannot disagree. Changes `state` in place and returns the step
 * the fact is about; depends on nothing else.
 *
 * @param known where the fact's step is, for callers who have it at hand: it saves
 * looking up the key, which is a good part of the cost of short steps
 */
export function apply(state: RunState, event: RunEvent, known?: StepPlace): Step | undefined {
  state.seq++;
  for (let list = state.discarded.pop(); list; list = state.discarded.pop()) list.release();
  switch (event.type) {
    case 'run.started':
      startRun(state, event);
      return undefined;
    case 'run.resumed':
      // What was half told when the engine died will be told again.
      for (const scope of openScopes(state.root)) for (const step of scope.steps) step?.parts?.clear();
      return undefined;
    case 'step.logged':
      return undefined;
    case 'debug.set':
    case 'debug.paused':
    case 'debug.passed':
    case 'debug.resumed':
    case 'debug.edited':
      applyDebug(state, event);
      return undefined;
    case 'run.finished':
      state.status = event.status;
      state.error = event.error;
      state.finishedAt = event.at;
      if (state.debug) state.debug.paused = undefined;
      closeScope(state, state.root);
      return undefined;
    case 'step.skipped': {
      const { scope, node } = known ?? placeOf(state, event.step);
      totalsOf(state, node).skipped++;
      removeReady(scope, node);
      endNode(state, scope, node, undefined);
      return undefined;
    }
    case 'step.started':
      return beginStep(state, known ?? placeOf(state, event.step), event.step, event.at);
    default:
      return applyToStep(state, event, known ?? placeOf(state, event.step));
  }
}

type StepEvent = Exclude<
  RunEvent,
  {
    type:
      | 'run.started'
      | 'run.resumed'
      | 'run.finished'
      | 'step.logged'
      | 'step.skipped'
      | 'step.started'
      | DebugFact['type'];
  }
>;

function applyToStep(state: RunState, event: StepEvent, place: StepPlace): Step {
  const step = stepOf(state, event, place);
  switch (event.type) {
    case 'item.started':
      step.begun ??= new Set();
      step.begun.add(event.item ?? WHOLE_STEP);
      break;
    case 'step.checkpoint':
      checkpoint(state, step, event);
      break;
    case 'step.retrying':
      step.retries ??= new Map();
      step.retries.set(event.item ?? WHOLE_STEP, { attempt: event.attempt, retryAt: event.retryAt });
      step.begun?.delete(event.item ?? WHOLE_STEP);
      step.attempts = Math.max(step.attempts, event.attempt + 1);
      totalsOf(state, step.node).retries++;
      break;
    case 'step.waiting':
      step.wait = { item: event.item, wait: event.wait };
      step.status = 'waiting';
      break;
    case 'step.resumed':
      step.wait = undefined;
      step.status = 'running';
      // An effect to be left out stays in doubt until that is done: a crash in between must not repeat it.
      if (event.answer.by === 'decision' && event.answer.decision === 'retry') {
        step.begun?.delete(event.item ?? WHOLE_STEP);
      }
      break;
    case 'loop.items':
      addLoopItems(state, step, event.items, event.from);
      break;
    case 'loop.opened':
      openLoop(state, step, event);
      break;
    case 'loop.checked':
      if (step.loop) {
        step.loop.checking = false;
        if (event.again) reopen(state, step);
        else enqueue(state, step);
      }
      break;
    case 'step.succeeded':
      succeed(state, step, event);
      if (state.debug) noteEnd(state.debug, step, event);
      break;
    case 'step.failed':
      fail(state, step, event.error, event.ms, event.caught);
      if (state.debug) noteEnd(state.debug, step, event);
      break;
  }
  return step;
}

function startRun(state: RunState, event: RunStarted): void {
  state.start = event;
  if (event.debug) applyDebug(state, { type: 'debug.set', at: event.at, ...event.debug });
  const trigger = state.graph.nodes.get(event.trigger);
  state.root = openScope(state, state.graph.root, undefined, 0, NO_OUTPUT);
  if (trigger) beginStep(state, { scope: state.root, node: trigger }, event.trigger, event.at);
}

function beginStep(state: RunState, { scope, node }: StepPlace, key: string, at: number): Step {
  const earlier = scope.steps[node.index];
  if (earlier) return beginAgain(state, earlier, at);
  removeReady(scope, node);
  if (state.debug && state.debug.passed.size > 0) state.debug.passed.delete(key);
  const input = inputOf(state, scope, node);
  const step: Step = {
    key,
    node,
    scope,
    status: 'running',
    startedAt: at,
    ms: 0,
    attempts: 1,
    error: undefined,
    input,
    inputCounts: countInputs(state, scope, node, input),
    outputs: new Map(),
    caught: undefined,
    consumers: node.outgoing.length,
    settled: 0,
    ahead: undefined,
    parts: undefined,
    retries: undefined,
    begun: undefined,
    wait: undefined,
    loop: undefined,
    queued: false,
  };
  scope.steps[node.index] = step;
  scope.running++;
  const totals = totalsOf(state, node);
  totals.steps++;
  totals.itemsIn += input.length;
  return step;
}

/** After a crash a step that keeps no results of single items starts over: what it had given is void. */
function beginAgain(state: RunState, step: Step, at: number): Step {
  step.startedAt = at;
  for (const output of step.outputs.values()) discard(state, output);
  step.outputs = new Map();
  step.caught = undefined;
  step.settled = 0;
  step.ahead = undefined;
  step.parts = undefined;
  step.loop = undefined;
  return step;
}

function succeed(
  state: RunState,
  step: Step,
  event: {
    at: number;
    ms: number;
    out?: PortOutputs;
    end?: 'next' | 'stopLoop';
    response?: RunState['response'];
  },
): void {
  step.status = 'succeeded';
  step.ms = event.ms;
  if (step.loop) step.outputs = loopOutputs(state, step, step.loop);
  if (event.out) addOutputs(state, step, event.out, step.settled);
  if (event.response) state.response = event.response;
  const totals = totalsOf(state, step.node);
  totals.ms += event.ms;
  for (const output of step.outputs.values()) totals.itemsOut += output.length;
  if (event.end) endIterationEarly(state, step.scope, event.end);
  else endNode(state, step.scope, step.node, step);
}

function fail(
  state: RunState,
  step: Step,
  error: ErrorShape,
  ms: number,
  caught: readonly Item[] | undefined,
): void {
  step.status = 'failed';
  step.error = error;
  step.ms = ms;
  const totals = totalsOf(state, step.node);
  totals.failed++;
  totals.ms += ms;
  const scope = step.scope;
  if (caught) {
    step.outputs.clear();
    catchItems(step, caught);
    endNode(state, scope, step.node, step);
    return;
  }
  scope.error = error;
  closeScope(state, scope);
  if (scope.owner) endIteration(state, scope);
}

/** A node has ended: its edges are settled and what nobody needs any more is let go. */
function endNode(state: RunState, scope: Scope, node: GraphNode, step: Step | undefined): void {
  scope.open--;
  if (step) {
    scope.running--;
    step.input = undefined;
    step.ahead = undefined;
  }
  for (const edge of node.incoming) {
    const source = edge.from ? scope.steps[edge.from.index] : undefined;
    if (source && --source.consumers === 0) releaseOutputs(state, source);
  }
  for (const edge of node.outgoing) {
    settleEdge(state, scope, edge, (step?.outputs.get(edge.fromPort)?.length ?? 0) > 0);
  }
  if (scope.open > 0) enqueue(state, scope);
  else if (scope.owner) endIteration(state, scope);
}

function releaseOutputs(state: RunState, step: Step): void {
  // Who debugs may ask for any of them.
  if (state.retain === 'all' || state.debug || state.retain.has(step.node.id)) return;
  for (const output of step.outputs.values()) {
    discard(state, output);
    output.list = undefined;
    output.builder = undefined;
  }
}

/** `Next` and `Stop loop`: ends the innermost loop's iteration, whatever containers stand between. */
function endIterationEarly(state: RunState, from: Scope, end: 'next' | 'stopLoop'): void {
  let scope = from;
  while (scope.owner && scope.owner.node.shape.container === 'try') scope = scope.owner.scope;
  const loop = scope.owner?.loop;
  if (!loop) return;
  closeScope(state, scope);
  if (end === 'stopLoop') endLoopAt(state, loop, scope.index);
  endIteration(state, scope);
}

function countInputs(
  state: RunState,
  scope: Scope,
  node: GraphNode,
  input: ItemList,
): Record<string, number> {
  if (isEdited(state, scope, node)) {
    const ports = node.shape.inputs.map(
      (port) => [port, portInput(state, scope, node, port).length] as const,
    );
    return Object.fromEntries(ports);
  }
  const [first] = node.incoming;
  if (node.incoming.length === 1 && first) return { [first.toPort]: input.length };
  const counts: Record<string, number> = {};
  for (const edge of node.incoming) {
    counts[edge.toPort] = (counts[edge.toPort] ?? 0) + (outputOn(scope, edge)?.length ?? 0);
  }
  return counts;
}

/** The scope and node a step key names. */
function placeOf(state: RunState, key: string): StepPlace {
  const slash = key.lastIndexOf('/') + 1;
  const scope = slash === 0 ? state.root : scopeAt(state, key.slice(0, slash));
  const node = state.graph.nodes.get(slash === 0 ? key : key.slice(slash));
  if (!scope || !node)
    throw new RangeError(`the journal names the step "${key}", which the flow does not have`);
  return { scope, node };
}

/** The step of a fact; a step whose start was not journalled begins with it. */
function stepOf(state: RunState, event: StepEvent, place: StepPlace): Step {
  const { scope, node } = place;
  const step = scope.steps[node.index];
  if (step) return step;
  const started = 'ms' in event ? event.at - event.ms : 'at' in event ? event.at : 0;
  return beginStep(state, place, event.step, started);
}

function removeReady(scope: Scope, node: GraphNode): void {
  const at = scope.ready.indexOf(node.index);
  if (at >= 0) scope.ready.splice(at, 1);
}

function totalsOf(state: RunState, node: GraphNode): NodeTotals {
  let totals = state.totals.get(node.id);
  if (!totals) {
    totals = { steps: 0, failed: 0, skipped: 0, itemsIn: 0, itemsOut: 0, retries: 0, ms: 0 };
    state.totals.set(node.id, totals);
  }
  return totals;
}
