import { beginStep, removeReady } from './begin-step.ts';
import { applyDebug, noteEnd } from './debug.ts';
import type { DebugFact } from './debug-events.ts';
import { endNode, fail, succeed } from './end-step.ts';
import type { RunEvent, RunStarted } from './events.ts';
import { addLoopItems, openLoop, reopen } from './loops.ts';
import { NO_OUTPUT } from './output-list.ts';
import { AGENDA_LIMIT, closeScope, enqueue, openScope, openScopes, scopeAt } from './scopes.ts';
import type { RunState, Scope, Step, StepPlace } from './state.ts';
import { checkpoint } from './step-outputs.ts';
import { totalsOf } from './totals.ts';

/** In `retries` and `begun`: the step as a whole rather than one of its items. */
export const WHOLE_STEP = -1;

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
