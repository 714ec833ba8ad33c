import type { FlowGraph, GraphNode, ScopeGraph } from '#contract/flow';
import type { RunEvent } from '#contract/run';
import { type PathPart, pathOf } from './step-path.ts';

/** What had happened in one iteration, or in the run as a whole. */
export interface PastScope {
  graph: ScopeGraph;
  /** Nodes that ended: what they gave can be taken over. */
  ended: Set<string>;
  /** Containers that had opened, by node. */
  loops: Map<string, PastLoop>;
  /** Something in it failed and was not caught. */
  failed: boolean;
  /** The way to the `Next` or `Stop loop` that ended it. */
  endedBy: PathPart[] | undefined;
}

/** What had happened in one container step. */
export interface PastLoop {
  node: GraphNode;
  /** A failed iteration ends it. */
  stops: boolean;
  /** Iterations below it had begun. */
  begun: number;
  /** Iterations that went again in that run, which was a retry itself. */
  again: readonly number[];
  /** Iterations that had not ended, that failed, or that lead to what is looked for. */
  scopes: Map<number, PastScope>;
}

/**
 * What a run did, as far as a retry of it must know: which nodes ended, and in
 * which iterations something did not. Of iterations in which everything ended
 * nothing is kept, so that its size follows from what went wrong.
 */
export class RunOutline {
  readonly root: PastScope;
  readonly #graph: FlowGraph;
  readonly #wanted: readonly PathPart[];

  /** @param wanted the way to the step that is looked for; what lies on it is kept in any case */
  constructor(graph: FlowGraph, wanted: readonly PathPart[]) {
    this.#graph = graph;
    this.#wanted = wanted;
    this.root = newScope(graph.root);
  }

  add(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        this.root.ended.add(event.trigger);
        break;
      case 'loop.opened': {
        const place = this.#placeOf(pathOf(event.step));
        const node = this.#graph.nodes.get(place.node);
        if (!node) return;
        place.scope.loops.set(place.node, {
          node,
          stops: event.onItemError === 'stop',
          begun: event.retried?.begun ?? 0,
          again: event.retried?.again ?? [],
          scopes: new Map(),
        });
        break;
      }
      case 'step.started':
      case 'item.started':
      case 'step.checkpoint':
        this.#placeOf(pathOf(event.step));
        break;
      case 'step.skipped':
      case 'step.succeeded':
      case 'step.failed':
        this.#end(event);
        break;
    }
  }

  #end(event: Extract<RunEvent, { type: 'step.skipped' | 'step.succeeded' | 'step.failed' }>): void {
    const path = pathOf(event.step);
    const { scope, node, around } = this.#placeOf(path);
    if (event.type === 'step.failed' && !event.caught) {
      scope.failed = true;
      return;
    }
    scope.ended.add(node);
    if (!this.#isWanted(path)) scope.loops.delete(node);
    if (event.type === 'step.succeeded' && event.end) this.#endEarly(path);
    else if (scope.ended.size === scope.graph.nodes.length && around) this.#forget(path, around);
  }

  /** `Next` and `Stop loop` end the iteration of the innermost loop, whatever tries stand between. */
  #endEarly(path: PathPart[]): void {
    let depth = path.length - 1;
    while (depth > 0 && this.#containerAt(path, depth - 1)?.shape.container === 'try') depth--;
    if (depth === 0) return;
    const { scope, around } = this.#placeOf([...path.slice(0, depth), { node: '', index: undefined }]);
    scope.endedBy = path.slice(depth);
    if (around) this.#forget(path.slice(0, depth + 1), around);
  }

  #containerAt(path: readonly PathPart[], depth: number): GraphNode | undefined {
    return this.#graph.nodes.get(path[depth]?.node ?? '');
  }

  /** Everything in an iteration has ended. */
  #forget(path: readonly PathPart[], around: { loop: PastLoop; index: number }): void {
    if (!this.#isWanted(path.slice(0, -1))) around.loop.scopes.delete(around.index);
  }

  /** Whether a way leads to what is looked for. */
  #isWanted(path: readonly PathPart[]): boolean {
    return path.every(({ node, index }, at) => {
      const wanted = this.#wanted[at];
      return wanted?.node === node && (index === undefined || wanted.index === index);
    });
  }

  /** The iteration a step is in; it begins with its first fact. */
  #placeOf(path: readonly PathPart[]): {
    scope: PastScope;
    node: string;
    around: { loop: PastLoop; index: number } | undefined;
  } {
    let scope = this.root;
    let around: { loop: PastLoop; index: number } | undefined;
    for (const { node, index } of path.slice(0, -1)) {
      const loop = scope.loops.get(node);
      if (!loop?.node.inner || index === undefined)
        throw new RangeError(`the container "${node}" had not opened`);
      const inner = loop.scopes.get(index) ?? newScope(loop.node.inner);
      loop.scopes.set(index, inner);
      loop.begun = Math.max(loop.begun, index + 1);
      around = { loop, index };
      scope = inner;
    }
    return { scope, node: path.at(-1)?.node ?? '', around };
  }
}

function newScope(graph: ScopeGraph): PastScope {
  return { graph, ended: new Set(), loops: new Map(), failed: false, endedBy: undefined };
}
