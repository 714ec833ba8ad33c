import type { GraphNode, ScopeGraph } from '#contract/flow';
import { cannotRetry } from './cannot-retry.ts';
import type { KeptLoop, KeptScope } from './kept-facts.ts';
import type { PastLoop, PastScope } from './run-outline.ts';
import type { PathPart } from './step-path.ts';

/** A step that goes again, with what comes after it. */
export interface Target {
  /** The way to it from the scope that is planned. */
  path: readonly PathPart[];
  /** The step is a container, and of it only iterations that failed or had not ended go again. */
  failedIterations: boolean;
}

/**
 * What of a past run is taken over when it goes again: whatever had ended, except
 * for the targets and what comes after them. The containers around a target go on
 * as if they had never ended, with the iterations that had; so do containers that
 * failed. Anything else that had not ended goes again from its beginning.
 *
 * @param graph the scope as it is to run; the root may have changed meanwhile
 * @throws UserError `CANNOT_RETRY` where the way to a target leads nowhere
 */
export function planScope(
  past: PastScope,
  targets: readonly Target[],
  graph: ScopeGraph = past.graph,
): KeptScope {
  const kept: KeptScope = { again: new Set(), loops: new Map() };
  for (const { id } of [...graph.nodes, ...past.graph.nodes]) {
    if (past.ended.has(id)) continue;
    const loop = past.loops.get(id);
    if (loop) kept.loops.set(id, planLoop(loop, []));
    else kept.again.add(id);
  }
  for (const [id, ofNode] of byNode([...targets, ...enderOf(past, targets)])) follow(past, kept, id, ofNode);
  for (const id of [...kept.again, ...kept.loops.keys()]) {
    for (const later of after(graph.nodes.find((node) => node.id === id))) {
      kept.again.add(later);
      kept.loops.delete(later);
    }
  }
  return kept;
}

/**
 * What ended the iteration early would end it again before anything in it could go
 * again. A try around it begins anew as well, unless a target is in there: while it
 * goes on, nothing beside it begins.
 */
function enderOf({ endedBy }: PastScope, targets: readonly Target[]): Target[] {
  const [first] = endedBy ?? [];
  if (!endedBy || !first) return [];
  const beside = targets.some(({ path }) => path.length > 1 && path[0]?.node === first.node);
  return [{ path: beside ? endedBy : [first], failedIterations: false }];
}

function byNode(targets: readonly Target[]): Map<string, Target[]> {
  return Map.groupBy(targets, ({ path }) => path[0]?.node ?? '');
}

/** Goes on to the targets that are a node or lie inside of it. */
function follow(past: PastScope, kept: KeptScope, id: string, targets: readonly Target[]): void {
  if (targets.some(({ path, failedIterations }) => path.length === 1 && !failedIterations)) {
    kept.loops.delete(id);
    kept.again.add(id);
    return;
  }
  const loop = past.loops.get(id);
  if (!loop) throw cannotRetry(`"${id}" did not go round in that run`);
  kept.loops.set(id, planLoop(loop, targets));
}

/** @param targets each begins with the container itself */
function planLoop(past: PastLoop, targets: readonly Target[]): KeptLoop {
  const { container } = past.node.shape;
  const inside = Map.groupBy(targets, ({ path }) => path[0]?.index);
  const onlyFailed = inside.has(undefined);
  inside.delete(undefined);
  for (const index of inside.keys()) {
    if (!past.scopes.has(index ?? -1)) {
      throw cannotRetry(`iteration ${index} of "${past.node.id}" did not begin in that run`);
    }
  }
  const scopes = new Map<number, KeptScope>();
  for (const [index, scope] of past.scopes) {
    const mine = inside.get(index)?.map((target) => ({ ...target, path: target.path.slice(1) })) ?? [];
    const failure = scope.failed && (onlyFailed || past.stops || container !== 'forEach');
    if (mine.length > 0 || failure || !isOver(scope)) scopes.set(index, planScope(scope, mine));
  }
  if (onlyFailed && scopes.size === 0) {
    throw cannotRetry(`no iteration of "${past.node.id}" failed`, 'Retry from the container itself.');
  }
  const again = new Set([...past.again, ...scopes.keys()]);
  const last = Math.max(-1, ...inside.keys().map((index) => index ?? -1));
  return {
    retried:
      container === 'forEach' && again.size > 0
        ? { begun: past.begun, again: [...again].sort((a, b) => a - b) }
        : undefined,
    last: container === 'repeat' && last >= 0 ? last : Number.POSITIVE_INFINITY,
    scopes,
    others: true,
  };
}

/** Nothing in an iteration could go on. */
function isOver(scope: PastScope): boolean {
  return scope.failed || scope.endedBy !== undefined || scope.ended.size === scope.graph.nodes.length;
}

/** Ids of the nodes that come after one in its scope. */
function after(start: GraphNode | undefined): Set<string> {
  const found = new Set<string>();
  const queue = start ? [start] : [];
  for (let node = queue.pop(); node; node = queue.pop()) {
    for (const { to } of node.outgoing) {
      if (!to || found.has(to.id)) continue;
      found.add(to.id);
      queue.push(to);
    }
  }
  return found;
}
