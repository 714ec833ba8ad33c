import type { DebugScope, DebugView } from '#contract/api';
import { FlowError } from '#contract/error';
import type { GraphNode } from '#contract/flow';
import { type ItemList, type Pause, portInput, type RunState, type Scope, type Step } from '#contract/run';
import type { Sandbox } from '#engine/expression';
import type { PastSteps, RunHandle } from '#engine/host';
import { compileCondition, envAt } from '#engine/run';
import { findPlace } from './place.ts';

/** What there is to see at a pause: where it is in the run's state, with all that came before. */
export interface PausedPlace {
  state: RunState;
  scope: Scope;
  node: GraphNode;
}

/**
 * Looks a pause up. A run that was debugged from its beginning has kept everything that is still open;
 * of others, and after the end of an iteration, the journal tells.
 */
export async function placeOf(
  handle: RunHandle,
  { place }: Pause,
  past: PastSteps,
): Promise<PausedPlace | undefined> {
  const { state } = handle;
  const live = state.start?.debug ? findPlace(state, place.key) : undefined;
  if (live && (place.side === 'before' || !live.scope.closed)) return { state, ...live };
  const folded = await past.fold(handle.id, place.key);
  if (!folded) return undefined;
  const step = folded.steps.get(place.key);
  const found = step ?? findPlace(folded.state, place.key);
  return found && { state: folded.state, scope: found.scope, node: found.node };
}

/** Where a run stands, for people. */
export async function describe(handle: RunHandle, past: PastSteps): Promise<DebugView> {
  const { status, seq, debug, start } = handle.state;
  const pause = debug?.paused;
  const place = pause && (await placeOf(handle, pause, past));
  return {
    status: status !== 'running' ? 'ended' : pause ? 'paused' : 'running',
    seq,
    pause: pause && {
      seq: pause.seq,
      at: pause.at,
      step: pause.place.key,
      node: pause.place.key.slice(pause.place.key.lastIndexOf('/') + 1),
      side: pause.place.side,
      reason: pause.reason,
      breakpoint: pause.breakpoint,
      item: pause.item,
      message: pause.message,
      input: place ? inputCounts(place) : {},
    },
    breakpoints: (debug?.breakpoints ?? []).map((each) => ({ ...each, hits: debug?.hits.get(each.id) ?? 0 })),
    vars: start?.vars ?? {},
    scopes: place ? scopesAround(place.scope) : [],
  };
}

function inputCounts({ state, scope, node }: PausedPlace): Record<string, number> {
  const ports = node.shape.inputs.map((port) => [port, portInput(state, scope, node, port).length]);
  return Object.fromEntries(ports);
}

function scopesAround(inner: Scope): DebugScope[] {
  const scopes: DebugScope[] = [];
  for (let scope: Scope | undefined = inner; scope; scope = scope.owner?.scope) {
    const { owner, index } = scope;
    scopes.unshift({
      container: owner && { step: owner.key, iteration: index, count: owner.loop?.count ?? 0 },
      steps: scope.steps.flatMap((step) => (step ? [seen(step)] : [])),
    });
  }
  return scopes;
}

function seen({ key, node, status, inputCounts: counts, outputs }: Step): DebugScope['steps'][number] {
  const out = Object.fromEntries([...outputs].map(([port, { length }]) => [port, length]));
  return { step: key, node: node.id, status, in: counts, out };
}

/** What the step at a pause takes in by one port. */
export function inputAt({ state, scope, node }: PausedPlace, port: string): ItemList {
  return portInput(state, scope, node, port);
}

/** Evaluates an expression at a pause, for one item of the input. */
export async function evaluateAt(
  { state, scope, node }: PausedPlace,
  handle: RunHandle,
  { expression, item }: { expression: string; item: number },
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<{ ok: true; value: unknown } | { ok: false; message: string; hint: string | undefined }> {
  const params = compileCondition(expression);
  const at = state.debug?.paused?.at ?? Date.now();
  const { env, input } = envAt({ flow: { ...handle.compiled, graph: state.graph }, state }, scope, node, at);
  if (item >= input.length && params.uses.item) {
    return { ok: false, message: `Only ${input.length} items came in here.`, hint: undefined };
  }
  const of = item < input.length ? input.at(item) : { json: {} };
  const [value] = await params.evaluateMany(env, [of], item, sandbox, signal);
  if (value instanceof FlowError) return { ok: false, message: value.message, hint: value.hint };
  return { ok: true, value };
}
