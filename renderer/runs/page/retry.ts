import type { GraphNode } from '#contract/flow';
import { engine, sentenceOf } from '#renderer/api';
import { showRun } from '#renderer/editor';
import { tellFailure } from '#renderer/ui';
import { load } from '../list/run-history.ts';
import { type LoopTrack, OUTCOME } from '../model/index.ts';
import { isGoing, type RunView } from './run-view.ts';

/** A retry gets the event that started the run: it begins with what came of that. */
export function canRetryFrom(view: RunView, node: GraphNode | undefined): boolean {
  return !isGoing(view) && node !== undefined && !node.shape.trigger;
}

/** The failed iterations of a loop can go again by themselves: those of a repeat follow from each other. */
export function canRetryFailed(view: RunView, loop: LoopTrack): boolean {
  const { container } = view.model.graph.nodes.get(loop.node)?.shape ?? {};
  return !isGoing(view) && container === 'forEach' && (loop.counts[OUTCOME.failed] ?? 0) > 0;
}

export interface RetryWish {
  /** Key of the step; without it what failed and whatever had not ended. */
  step?: string;
  /** Of the container `step` only the iterations that failed or had not ended. */
  failedIterations?: boolean;
  version?: 'same' | 'current';
}

/** Starts a new run from an ended one, with what came before taken over, and shows it. */
export async function retryFrom(view: RunView, wish: RetryWish = {}): Promise<void> {
  try {
    const { run } = await engine.runs.retry({ run: view.run, ...wish });
    showRun(run);
    await load();
  } catch (thrown) {
    tellFailure(`The run cannot be retried: ${sentenceOf(thrown)}`);
  }
}
