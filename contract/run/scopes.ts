import type { GraphEdge, GraphNode, ScopeGraph } from '#contract/flow';
import { concatLists, EMPTY_LIST, type ItemList } from './item-list.ts';
import { discard, type OutputList } from './output-list.ts';
import type { Agenda, RunState, Scope, Step } from './state.ts';

/** Opens an instance of a container's inside (or the root) and settles the edges out of `each`. */
export function openScope(
  state: RunState,
  graph: ScopeGraph,
  owner: Step | undefined,
  index: number,
  input: OutputList,
): Scope {
  const size = graph.nodes.length;
  const scope: Scope = {
    graph,
    prefix: owner ? `${owner.key}/each[${index}]/` : '',
    owner,
    index,
    input,
    unsettled: graph.nodes.map(incomingCount),
    delivered: graph.nodes.map(zero),
    ready: [],
    steps: graph.nodes.map(nothing),
    open: size,
    running: 0,
    closed: false,
    grown: false,
    queued: false,
    parked: owner?.scope.parked ?? false,
    error: undefined,
  };
  for (const node of graph.nodes) {
    if (node.incoming.length === 0) scope.ready.push(node.index);
  }
  for (const edge of graph.entry) settleEdge(state, scope, edge, input.length > 0);
  enqueue(state, scope);
  return scope;
}

/** An edge is delivered (it carries items) or dead; its target is ready when all its edges are settled. */
export function settleEdge(state: RunState, scope: Scope, edge: GraphEdge, delivered: boolean): void {
  if (!edge.to) return;
  const index = edge.to.index;
  if (delivered) scope.delivered[index] = (scope.delivered[index] as number) + 1;
  const left = (scope.unsettled[index] as number) - 1;
  scope.unsettled[index] = left;
  if (left === 0) {
    insertSorted(scope.ready, index);
    enqueue(state, scope);
  }
}

/**
 * Stops everything in a scope. Steps that were going are cancelled and handed to
 * the driver, which aborts them.
 */
export function closeScope(state: RunState, scope: Scope): void {
  if (scope.closed) return;
  scope.closed = true;
  scope.ready.length = 0;
  for (const step of scope.steps) {
    if (!step || (step.status !== 'running' && step.status !== 'waiting')) continue;
    step.status = 'cancelled';
    state.abandoned.push(step);
    if (step.loop) for (const inner of step.loop.active.values()) closeScope(state, inner);
  }
}

/** Lets a parked scope go on, and all that is open inside of it except what stands back in loops of its own. */
export function unpark(state: RunState, scope: Scope): void {
  scope.parked = false;
  enqueue(state, scope);
  for (const step of scope.steps) {
    if (!step?.loop) continue;
    enqueue(state, step);
    for (const [index, inner] of step.loop.active) {
      if (!step.loop.again?.parked.has(index)) unpark(state, inner);
    }
  }
}

/** Puts a scope or a container step on the agenda, once. */
export function enqueue(state: RunState, entry: Scope | Step): void {
  if (entry.queued) return;
  entry.queued = true;
  const { agenda } = state;
  if (agenda.entries.length >= agenda.limit) throwOutEnded(agenda);
  agenda.entries.push(entry);
}

function throwOutEnded(agenda: Agenda): void {
  const left = agenda.entries.slice(agenda.head).filter((entry) => {
    entry.queued = 'graph' in entry ? !entry.closed : entry.status === 'running';
    return entry.queued;
  });
  agenda.entries.splice(0, agenda.entries.length, ...left);
  agenda.head = 0;
  agenda.limit = Math.max(AGENDA_LIMIT, left.length * 2);
}

/** Entries of an agenda before those that have ended are looked for. */
export const AGENDA_LIMIT = 4096;

/**
 * Gives back the lists that steps of an ended scope grew.
 *
 * @param keep the one that goes on outside of it
 */
export function releaseScope(state: RunState, scope: Scope, keep: ItemList | undefined): void {
  if (!scope.grown || state.keepsIterations) return;
  for (const step of scope.steps) {
    for (const output of step?.outputs.values() ?? []) {
      if (output.list !== keep) discard(state, output);
    }
  }
}

/** The items that edges bring to a node: port after port, edge after edge. */
export function gatherInput(scope: Scope, incoming: readonly GraphEdge[]): ItemList {
  if (incoming.length === 1) return outputOn(scope, incoming[0] as GraphEdge)?.list ?? EMPTY_LIST;
  const lists: ItemList[] = [];
  for (const edge of incoming) {
    const list = outputOn(scope, edge)?.list;
    if (list) lists.push(list);
  }
  return concatLists(lists);
}

/** What an edge carries in a scope; undefined where its source was skipped. */
export function outputOn(scope: Scope, edge: GraphEdge): OutputList | undefined {
  if (!edge.from) return scope.input;
  return scope.steps[edge.from.index]?.outputs.get(edge.fromPort);
}

/** Every scope that is open, outer ones first. */
export function* openScopes(from: Scope): Generator<Scope, void, undefined> {
  yield from;
  for (const step of from.steps) {
    for (const inner of step?.loop?.active.values() ?? []) yield* openScopes(inner);
  }
}

/** The open scope whose steps' keys begin with `prefix`, for example `orders/each[3]/`. */
export function scopeAt(state: RunState, prefix: string): Scope | undefined {
  let scope: Scope | undefined = state.root;
  for (const [, id, index] of prefix.matchAll(/([^/]+)\/each\[(\d+)\]\//g)) {
    const node = state.graph.nodes.get(id ?? '');
    const owner: Step | undefined = node && scope?.steps[node.index];
    scope = owner?.loop?.active.get(Number(index));
  }
  return scope;
}

const incomingCount = (node: GraphNode): number => node.incoming.length;
const zero = (): number => 0;
const nothing = (): undefined => undefined;

function insertSorted(list: number[], value: number): void {
  let at = list.length;
  while (at > 0 && (list[at - 1] as number) > value) at--;
  list.splice(at, 0, value);
}
