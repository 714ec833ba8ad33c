import type { GraphNode } from '#contract/flow';
import { type RunState, type Scope, type Step, scopeAt } from '#contract/run';
import { type StopAction, stopAfter, stopBefore } from './stops.ts';

/** What the driver is to do next. */
export type Action =
  | { do: 'run'; scope: Scope; node: GraphNode }
  | { do: 'skip'; scope: Scope; node: GraphNode }
  /** Look at the condition of a repeat. */
  | { do: 'check'; step: Step }
  /** A container has gone round for the last time. */
  | { do: 'close'; step: Step }
  | { do: 'finish' }
  | StopAction;

/** Entries of the agenda that are dealt with before they are thrown away. */
const COMPACT_AT = 64;

/**
 * The next action of a run, or undefined while everything that can go on is
 * going on. Costs the same however long the run: it reads the agenda that
 * `apply` keeps, and drops entries with nothing (more) to do.
 */
export function decide(state: RunState): Action | undefined {
  if (state.status !== 'running') return undefined;
  if (state.debug) {
    if (state.debug.paused) return undefined;
    const stop = state.debug.due.length > 0 ? stopAfter(state.debug) : undefined;
    if (stop) return stop;
  }
  const agenda = state.agenda;
  while (agenda.head < agenda.entries.length) {
    const entry = agenda.entries[agenda.head] as Scope | Step;
    const inScope = 'graph' in entry ? nextInScope(entry, state) : undefined;
    // A scope stays on the agenda while nodes in it are ready, a container is there once for all it has to do.
    if (inScope) return inScope;
    entry.queued = false;
    if (++agenda.head === COMPACT_AT) {
      agenda.entries.splice(0, COMPACT_AT);
      agenda.head = 0;
    }
    const ofContainer = 'graph' in entry ? undefined : nextOfContainer(entry);
    if (ofContainer) return ofContainer;
  }
  return state.root.closed || state.root.open === 0 ? { do: 'finish' } : undefined;
}

function nextInScope(scope: Scope, state: RunState): Action | undefined {
  if (scope.closed || scope.parked) return undefined;
  const only = state.start?.only;
  const index = only === undefined ? scope.ready[0] : scope.ready.find((at) => isWithin(only, scope, at));
  if (index === undefined) return undefined;
  const node = scope.graph.nodes[index] as GraphNode;
  const runs = (scope.delivered[index] as number) > 0 || (node.shape.runOnEmpty && node.incoming.length > 0);
  if (!runs) return { do: 'skip', scope, node };
  if (scope.running > 0 && !state.parallelBranches) return undefined;
  return (state.debug && stopBefore(state, state.debug, scope, node)) ?? { do: 'run', scope, node };
}

/** Whether a node of a scope is the step that alone is to run, or lies inside of it. */
function isWithin(only: string, { prefix, graph }: Scope, index: number): boolean {
  const key = prefix + graph.nodes[index]?.id;
  return key === only || key.startsWith(`${only}/`);
}

/** Whether a step has begun, or something was delivered to it and it can begin. */
export function canBegin(state: RunState, key: string): boolean {
  const slash = key.lastIndexOf('/') + 1;
  const scope = slash === 0 ? state.root : scopeAt(state, key.slice(0, slash));
  const index = state.graph.nodes.get(key.slice(slash))?.index ?? -1;
  if (!scope || scope.steps[index]) return scope !== undefined;
  return scope.ready.includes(index) && (scope.delivered[index] ?? 0) > 0;
}

function nextOfContainer(step: Step): Action | undefined {
  const loop = step.loop;
  if (!loop || step.status !== 'running' || step.scope.parked || loop.active.size > 0) return undefined;
  return loop.checking ? { do: 'check', step } : { do: 'close', step };
}
