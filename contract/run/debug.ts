import type { ScopeGraph } from '#contract/flow';
import type { Item } from '#contract/node';
import type { Breakpoint, DebugFact, PausePlace, PauseReason } from './debug-events.ts';
import type { StepFailed, StepSucceeded } from './events.ts';
import { ArrayList, concatLists, type ItemList } from './item-list.ts';
import { gatherInput } from './scopes.ts';
import type { RunState, Scope, Step } from './state.ts';

/** What is known of a run because somebody debugs it, or has changed something in it. */
export interface DebugState {
  breakpoints: readonly Breakpoint[];
  /** The same by what they are at, and by node. */
  readonly index: Record<Breakpoint['at'], Map<string | undefined, Breakpoint[]>>;
  /** How often breakpoints were hit that count, by id. */
  readonly hits: Map<string, number>;
  /** What watched expressions gave last, by id. */
  readonly watched: Map<string, string>;
  /** Where to pause apart from breakpoints. */
  mode: StepMode | undefined;
  paused: Pause | undefined;
  /** Steps that may begin without being looked at again. */
  readonly passed: Set<string>;
  /** Steps that have ended and have a breakpoint there, in order; the first is to be looked at. */
  due: DueStop[];
  /** Input that somebody has changed, by step and port; other ports take what their edges bring. */
  readonly inputs: Map<string, Readonly<Record<string, readonly Item[]>>>;
  /** Parameters that somebody has changed, by node. */
  readonly params: Map<string, Record<string, unknown>>;
  /** Milliseconds the run has been paused so far. */
  pausedFor: number;
}

export interface Pause {
  /** Position of the pause among the run's facts: commands name it, so that none of them fits a later pause. */
  seq: number;
  at: number;
  place: PausePlace;
  reason: PauseReason;
  breakpoint: string | undefined;
  item: number | undefined;
  message: string | undefined;
}

export type StepMode =
  | { how: 'next'; reason: PauseReason }
  /** In one of these scopes; once one of them has ended, in any other of its kind. */
  | { how: 'within'; scopes: ReadonlyMap<ScopeGraph, string> }
  | { how: 'to'; to: string };

export interface DueStop {
  step: Step;
  breakpoints: readonly Breakpoint[];
}

/** Adds a fact about debugging to what is known of a run. */
export function applyDebug(state: RunState, event: DebugFact): void {
  state.debug ??= newDebugState();
  const { debug } = state;
  switch (event.type) {
    case 'debug.set':
      setBreakpoints(debug, event.breakpoints);
      if (event.stop && !debug.paused) debug.mode = { how: 'next', reason: event.stop };
      break;
    case 'debug.paused': {
      const { at, place, reason, breakpoint, item, message } = event;
      see(debug, event);
      if (place.side === 'after') debug.due.shift();
      debug.paused = { seq: state.seq, at, place, reason, breakpoint, item, message };
      debug.mode = undefined;
      break;
    }
    case 'debug.passed':
      see(debug, event);
      if (event.place.side === 'after') debug.due.shift();
      else debug.passed.add(event.place.key);
      break;
    case 'debug.resumed':
      if (!debug.paused) break;
      debug.pausedFor += event.at - debug.paused.at;
      if (debug.paused.place.side === 'before') debug.passed.add(debug.paused.place.key);
      debug.mode = modeOf(state, event.how, debug.paused.place.key, event.to);
      debug.paused = undefined;
      break;
    case 'debug.edited':
      if ('input' in event) debug.inputs.set(event.step, event.input);
      else if ('vars' in event) {
        if (state.start) state.start = { ...state.start, vars: event.vars };
      } else debug.params.set(event.node, event.params);
  }
}

function newDebugState(): DebugState {
  return {
    breakpoints: [],
    index: { before: new Map(), after: new Map(), error: new Map(), iteration: new Map() },
    hits: new Map(),
    watched: new Map(),
    mode: undefined,
    paused: undefined,
    passed: new Set(),
    due: [],
    inputs: new Map(),
    params: new Map(),
    pausedFor: 0,
  };
}

/** A step has ended: notes what of that has a breakpoint. */
export function noteEnd(debug: DebugState, step: Step, event: StepSucceeded | StepFailed): void {
  const { index } = debug;
  if (index.after.size === 0 && index.error.size === 0) return;
  const after = index.after.get(step.node.id);
  if (!after && !(index.error.size > 0 && isFailure(step, event))) return;
  const found = [...(after ?? [])];
  if (index.error.size > 0 && isFailure(step, event)) {
    found.push(...(index.error.get(step.node.id) ?? []));
    // A container hands on what failed inside of it: that has had its turn.
    if (!step.loop?.failure) found.push(...(index.error.get(undefined) ?? []));
  }
  const fitting = found.filter(({ iteration }) => iteration === undefined || iteration === step.scope.index);
  if (fitting.length > 0) debug.due.push({ step, breakpoints: fitting });
}

/** It failed, or items of it did. */
function isFailure(step: Step, event: StepSucceeded | StepFailed): boolean {
  if (event.type === 'step.failed') return true;
  return step.node.node.onError === 'route' && (step.outputs.get('error')?.length ?? 0) > 0;
}

/** What a step takes in, begun or about to begin: what its edges bring, or what somebody made of that. */
export function inputOf(state: RunState, scope: Scope, node: Step['node']): ItemList {
  if (!isEdited(state, scope, node)) return gatherInput(scope, node.incoming);
  return concatLists(node.shape.inputs.map((port) => portInput(state, scope, node, port)));
}

/** The same by one port. */
export function portInput({ debug }: RunState, scope: Scope, node: Step['node'], port: string): ItemList {
  const edited = debug?.inputs.get(scope.prefix + node.id);
  if (edited && Object.hasOwn(edited, port)) return new ArrayList(edited[port] ?? []);
  return gatherInput(
    scope,
    node.incoming.filter(({ toPort }) => toPort === port),
  );
}

/** Whether somebody changed what a step takes in. */
export function isEdited({ debug }: RunState, { prefix }: Scope, { id }: Step['node']): boolean {
  return debug !== undefined && debug.inputs.size > 0 && debug.inputs.has(prefix + id);
}

function setBreakpoints(debug: DebugState, breakpoints: readonly Breakpoint[]): void {
  debug.breakpoints = breakpoints;
  for (const byNode of Object.values(debug.index)) byNode.clear();
  const known = new Set<string>();
  for (const breakpoint of breakpoints) {
    known.add(breakpoint.id);
    const byNode = debug.index[breakpoint.at];
    const others = byNode.get(breakpoint.node);
    if (others) others.push(breakpoint);
    else byNode.set(breakpoint.node, [breakpoint]);
  }
  for (const id of [...debug.hits.keys(), ...debug.watched.keys()]) {
    if (known.has(id)) continue;
    debug.hits.delete(id);
    debug.watched.delete(id);
  }
  debug.due = debug.due.flatMap(({ step, breakpoints: due }) => {
    const left = due.filter(({ id }) => known.has(id));
    return left.length === 0 ? [] : [{ step, breakpoints: left }];
  });
}

function see(
  debug: DebugState,
  { hits = [], watched = {} }: Extract<DebugFact, { place: PausePlace }>,
): void {
  for (const id of hits) debug.hits.set(id, (debug.hits.get(id) ?? 0) + 1);
  for (const [id, value] of Object.entries(watched)) debug.watched.set(id, value);
}

function modeOf(state: RunState, how: string, from: string, to: string | undefined): StepMode | undefined {
  switch (how) {
    case 'into':
      return { how: 'next', reason: 'step' };
    case 'to':
      return to === undefined ? undefined : { how: 'to', to };
    case 'over':
    case 'out': {
      const scopes = scopesAround(state, from);
      if (how === 'out') scopes.delete([...scopes.keys()].at(-1) as ScopeGraph);
      return { how: 'within', scopes };
    }
    default:
      return undefined;
  }
}

/** The scopes a step is in, outermost first, with the prefix of its keys. */
function scopesAround(state: RunState, key: string): Map<ScopeGraph, string> {
  const scopes = new Map([[state.graph.root, '']]);
  let prefix = '';
  for (const [segment, id] of key.matchAll(/([^/]+)\/each\[\d+\]\//g)) {
    prefix += segment;
    const inner = state.graph.nodes.get(id ?? '')?.inner;
    if (inner) scopes.set(inner, prefix);
  }
  return scopes;
}
