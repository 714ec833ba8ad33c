import type { GraphNode } from '#contract/flow';
import {
  type Breakpoint,
  type DebugState,
  type PausePlace,
  type PauseReason,
  type RunState,
  type Scope,
  type StepMode,
  scopeAt,
} from '#contract/run';

/** Where a run may have to pause: a node about to begin, or one whose step has ended. */
export interface Stop {
  place: PausePlace;
  scope: Scope;
  node: GraphNode;
}

/** The run pauses, or whether it does depends on what breakpoints' expressions and counts say. */
export type StopAction =
  | { do: 'pause'; stop: Stop; reason: PauseReason; breakpoint: string | undefined }
  /** `otherwise`: pauses even where none of the breakpoints wants it. */
  | { do: 'ask'; stop: Stop; breakpoints: readonly Breakpoint[]; otherwise: PauseReason | undefined };

/** What is to happen before a node begins; undefined: it begins. */
export function stopBefore(
  state: RunState,
  debug: DebugState,
  scope: Scope,
  node: GraphNode,
): StopAction | undefined {
  const { mode, passed, index } = debug;
  // The most common case of all pays for no key.
  if (!mode && index.before.size === 0 && index.iteration.size === 0) return undefined;
  const own = index.before.get(node.id);
  const ofLoop =
    index.iteration.size > 0 && isFirst(scope) ? index.iteration.get(scope.owner?.node.id) : undefined;
  if (!mode && !own && !ofLoop) return undefined;
  const key = scope.prefix + node.id;
  if (passed.has(key)) return undefined;
  const all = ofLoop ? [...ofLoop, ...(own ?? [])] : (own ?? []);
  const breakpoints = all.filter(({ iteration }) => iteration === undefined || iteration === scope.index);
  const stepped = mode && reasonOf(state, mode, scope, node);
  return stopAt({ place: { key, side: 'before' }, scope, node }, breakpoints, stepped);
}

/** What is to happen because a step has ended. */
export function stopAfter({ due }: DebugState): StopAction | undefined {
  const first = due[0];
  if (!first) return undefined;
  const { step, breakpoints } = first;
  const { key, scope, node } = step;
  return stopAt({ place: { key, side: 'after' }, scope, node }, breakpoints, undefined);
}

function stopAt(
  stop: Stop,
  breakpoints: readonly Breakpoint[],
  stepped: PauseReason | undefined,
): StopAction | undefined {
  if (!breakpoints.every(isPlain)) return { do: 'ask', stop, breakpoints, otherwise: stepped };
  const [first] = breakpoints;
  if (first) return { do: 'pause', stop, reason: 'breakpoint', breakpoint: first.id };
  return stepped && { do: 'pause', stop, reason: stepped, breakpoint: undefined };
}

/** It pauses whenever the run comes by. */
function isPlain({ condition, watch, hit }: Breakpoint): boolean {
  return condition === undefined && watch === undefined && hit === undefined;
}

/** Nothing has begun in an iteration. */
function isFirst(scope: Scope): boolean {
  return scope.owner !== undefined && scope.steps.every((step) => step === undefined);
}

function reasonOf(state: RunState, mode: StepMode, scope: Scope, node: GraphNode): PauseReason | undefined {
  switch (mode.how) {
    case 'next':
      return mode.reason;
    case 'to':
      return node.id === mode.to || scope.prefix + node.id === mode.to ? 'to' : undefined;
    case 'within': {
      const prefix = mode.scopes.get(scope.graph);
      if (prefix === undefined) return undefined;
      // Beside the iteration that is stepped through others may go: they count once that one has ended.
      const isThere = prefix === scope.prefix || (scopeAt(state, prefix)?.closed ?? true);
      return isThere ? 'step' : undefined;
    }
  }
}
