import type { ErrorShape } from '#contract/error';
import type { Wait } from '#contract/run';
import type { NodeState } from '#renderer/ui';

/** What the canvas shows of a node in a run: the sum over all its steps. Immutable. */
export interface NodeRun {
  state: NodeState;
  /** Items taken in and, by port, given; `each` of a container counts the items in begun iterations. */
  itemsIn: number;
  out: Readonly<Record<string, number>>;
  retries: number;
  /** Milliseconds of finished steps, summed. */
  ms: number;
  /** When the step that is going on began. */
  startedAt: number | undefined;
  steps: number;
  failed: number;
  error: ErrorShape | undefined;
  wait: Wait | undefined;
  /** Items done of those taken in, where the node goes item by item. */
  settled: number | undefined;
  loop: LoopRun | undefined;
  /** It did not run: it gave what was pinned when the run started. */
  pinned: boolean;
  /** Key of its newest step, for asking for its items. */
  step: string | undefined;
}

/** Where a container stands. */
export interface LoopRun {
  /** Iterations in all (for repeat: so far), ended, and failed. */
  count: number;
  ended: number;
  failed: number;
  concurrency: number;
  /** Items collected so far. */
  collected: number;
}
