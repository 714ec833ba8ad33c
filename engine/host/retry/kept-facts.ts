import type { RunEvent } from '#contract/run';
import { pathOf } from './step-path.ts';

/** What of an iteration, or of the run as a whole, is taken over: all nodes that are not named here. */
export interface KeptScope {
  /** Nodes that go again from their beginning. */
  again: Set<string>;
  /** Containers that are taken over in part. */
  loops: Map<string, KeptLoop>;
}

/** What of a container step is taken over. */
export interface KeptLoop {
  /** Of a for-each: which iterations stand back, because something in them goes again. */
  retried: { begun: number; again: readonly number[] } | undefined;
  /** Of a repeat: the last iteration of which something is taken over. */
  last: number;
  /** Iterations in which something goes again. */
  scopes: Map<number, KeptScope>;
  /** All other iterations are taken over whole; without it, nothing of them is. */
  others: boolean;
}

/** Chooses among the facts of a run, in their order, those that a retry takes over. */
export class KeptFacts {
  readonly #root: KeptScope;
  /** Checks of repeats so far, by step. */
  readonly #checked = new Map<string, number>();

  constructor(root: KeptScope) {
    this.#root = root;
  }

  /** The fact as it is taken over; undefined where it is not. */
  take(event: RunEvent): RunEvent | undefined {
    // Where the engine came back, what had been half told was told again.
    if (event.type === 'run.resumed') return event;
    // The steps that are taken over have seen them.
    if (event.type === 'debug.edited' && 'vars' in event) return event;
    if (!('step' in event)) return undefined;
    let scope = this.#root;
    for (const { node, index } of pathOf(event.step)) {
      if (scope.again.has(node)) return undefined;
      const loop = scope.loops.get(node);
      if (!loop) return event;
      if (index === undefined) return this.#ofContainer(loop, event);
      if (index > loop.last) return undefined;
      const inner = loop.scopes.get(index);
      if (!inner) return loop.others ? event : undefined;
      scope = inner;
    }
    return undefined;
  }

  /** A fact of a container that goes on: it has not ended. */
  #ofContainer(loop: KeptLoop, event: Extract<RunEvent, { step: string }>): RunEvent | undefined {
    switch (event.type) {
      case 'step.succeeded':
      case 'step.failed':
        return undefined;
      case 'loop.opened': {
        const { retried: _, ...opened } = event;
        return loop.retried ? { ...opened, retried: loop.retried } : opened;
      }
      case 'loop.checked': {
        const nr = this.#checked.get(event.step) ?? 0;
        this.#checked.set(event.step, nr + 1);
        return nr < loop.last ? event : undefined;
      }
      default:
        return event;
    }
  }
}
