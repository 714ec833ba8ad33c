import { pinOf } from '#contract/fixtures';
import { buildGraph, type Flow, type NodeShape } from '#contract/flow';
import { apply, memoryLists, newRunState, type RunEvent, type RunState, type Step } from '#contract/run';
import type { NodeState } from '#renderer/ui';
import type { LoopRun, NodeRun } from './node-run.ts';

/** What is kept of a node while its run is folded. */
interface Tally {
  out: Record<string, number>;
  /** Steps going on. */
  going: Set<Step>;
  newest: Step | undefined;
  succeeded: number;
  failed: Step | undefined;
}

/**
 * Folds the facts of a run into what the canvas shows, node by node. The state of
 * the run itself is folded by `apply`, as the engine does it.
 */
export class RunFold {
  readonly state: RunState;
  readonly #tallies = new Map<string, Tally>();
  /** What each step that goes on has added to its node's counts so far. */
  readonly #added = new Map<Step, Record<string, number>>();

  constructor(flow: Flow, shapes: Readonly<Record<string, NodeShape>>) {
    const { graph } = buildGraph(flow, new Map(Object.entries(shapes)));
    // Items are asked for page by page: here only their counts matter, so nothing is retained.
    this.state = newRunState({
      graph,
      lists: memoryLists,
      retain: new Set(),
      parallelBranches: flow.settings?.parallelBranches ?? false,
    });
  }

  /** Adds a fact; returns the nodes whose picture it changes. */
  add(event: RunEvent): readonly string[] {
    const step = apply(this.state, event);
    const cancelled = this.state.abandoned.splice(0).map((gone) => this.#note(gone));
    if (step) return [...cancelled, this.#note(step), ...this.#noteAround(step)];
    if ('step' in event) return [...cancelled, event.step.slice(event.step.lastIndexOf('/') + 1)];
    if (event.type === 'run.started') {
      const trigger = this.state.graph.nodes.get(event.trigger);
      const begun = trigger && this.state.root.steps[trigger.index];
      return begun ? [this.#note(begun)] : [];
    }
    return cancelled;
  }

  /** The picture of a node now. */
  nodeRun(id: string): NodeRun {
    const { start, totals: all } = this.state;
    const totals = all.get(id);
    const tally = this.#tallies.get(id);
    const newest = tally?.newest;
    const [going] = tally?.going ?? [];
    return {
      state: this.#stateOf(tally, totals?.skipped ?? 0, totals?.retries ?? 0),
      itemsIn: totals?.itemsIn ?? 0,
      out: { ...tally?.out },
      retries: totals?.retries ?? 0,
      ms: totals?.ms ?? 0,
      startedAt: going?.startedAt,
      steps: totals?.steps ?? 0,
      failed: totals?.failed ?? 0,
      error: tally?.failed?.error,
      wait: [...(tally?.going ?? [])].find((step) => step.status === 'waiting')?.wait?.wait,
      settled: going && going.settled > 0 ? going.settled : undefined,
      loop: newest?.loop && loopRun(newest.loop),
      pinned: newest !== undefined && newest.key !== start?.only && pinOf(start?.pins, id) !== undefined,
      step: newest?.key,
    };
  }

  #stateOf(tally: Tally | undefined, skipped: number, retries: number): NodeState {
    const over = this.state.status !== 'running';
    if (!tally?.newest) return skipped > 0 ? 'skipped' : 'later';
    const going = [...tally.going];
    const decision = going.some((step) => step.wait?.wait.for === 'decision');
    if (decision) return 'doubt';
    if (going.some((step) => step.status === 'running')) return over ? 'cancelled' : 'running';
    if (going.length > 0) return over ? 'cancelled' : 'waiting';
    if (tally.failed) return tally.succeeded > 0 ? 'warning' : 'failed';
    if (tally.newest.status === 'cancelled') return 'cancelled';
    return retries > 0 || (tally.out.error ?? 0) > 0 ? 'warning' : 'done';
  }

  #note(step: Step): string {
    const id = step.node.id;
    let tally = this.#tallies.get(id);
    if (!tally) {
      tally = { out: {}, going: new Set(), newest: undefined, succeeded: 0, failed: undefined };
      this.#tallies.set(id, tally);
    }
    tally.newest = step;
    this.#count(step, tally);
    const goes = step.status === 'running' || step.status === 'waiting';
    if (goes) {
      tally.going.add(step);
      return id;
    }
    this.#added.delete(step);
    if (tally.going.delete(step) || step.status !== 'cancelled') {
      if (step.status === 'succeeded') tally.succeeded++;
      if (step.status === 'failed') tally.failed = step;
    }
    return id;
  }

  /** A step inside of containers moves their progress too. */
  #noteAround(step: Step): string[] {
    const ids: string[] = [];
    for (let owner = step.scope.owner; owner; owner = owner.scope.owner) ids.push(this.#note(owner));
    return ids;
  }

  #count(step: Step, tally: Tally): void {
    const before = this.#added.get(step) ?? {};
    const now: Record<string, number> = {};
    for (const [port, list] of step.outputs) now[port] = list.length;
    if (step.loop) now.each = Math.min(step.loop.next * step.loop.batchSize, step.loop.source.length);
    for (const port in now) tally.out[port] = (tally.out[port] ?? 0) + (now[port] ?? 0) - (before[port] ?? 0);
    this.#added.set(step, now);
  }
}

function loopRun(loop: NonNullable<Step['loop']>): LoopRun {
  return {
    count: loop.count,
    ended: loop.ended,
    failed: loop.failed,
    concurrency: loop.concurrency,
    collected: loop.done.length,
  };
}
